export { fileCounter } from './counter.ts'
export { fileVault } from './vault.ts'
export { writeDurably } from './write.ts'
