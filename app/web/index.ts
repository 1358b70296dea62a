export { openWeb, type Web, type WebOptions, type WebRefusal } from './serve.ts'
