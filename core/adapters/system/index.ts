export { makeFolder } from './folder.ts'
export { realClock } from './clock.ts'
export { systemRandom } from './random.ts'
