export { faultOf } from './fault.ts'
export { lockFile } from './lock.ts'
export type { FileLock } from './lock.ts'
export { openDatabase } from './open.ts'
