export { DAY_MS } from './kinds.ts'
export { configErrorSentence, defaultConfig, exampleConfig, readConfig } from './read.ts'
export type { ConfigError } from './read.ts'
export type { RelayConfig } from './settings.ts'
