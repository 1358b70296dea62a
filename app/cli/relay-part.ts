/** The relay as the command line runs it. */
export { openRelay } from '#relay/main.ts'
