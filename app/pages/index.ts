export { knownFiles, type KnownFile } from './files.ts'
export { alwaysHeaders, contentSecurityPolicy } from './headers.ts'
