export { fileCounter } from './counter.ts'
export { sealedVault, type SealedVaultOptions } from './sealed.ts'
export { fileVault } from './vault.ts'
export { writeDurably } from './write.ts'
