export { faultOf } from './fault.ts'
export { openDatabase } from './open.ts'
