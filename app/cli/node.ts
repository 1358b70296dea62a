/** The node as the command line runs it. */
export { examine, isBackup, openNode } from '#app/service/computer.ts'
