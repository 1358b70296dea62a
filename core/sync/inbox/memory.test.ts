import { inboxStoreContract } from './contract.ts'
import { createMemoryInboxStore } from './memory.ts'

inboxStoreContract('in memory', false, () => ({ store: createMemoryInboxStore() }))
