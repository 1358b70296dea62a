/** The node as the command line runs it. */
export { examine, openNode } from '#app/service/computer.ts'
