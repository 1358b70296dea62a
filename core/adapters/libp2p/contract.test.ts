import { netContract } from '#core/net/contract.ts'
import { realClock, systemRandom } from '../system/index.ts'
import { createVillage } from './testing.ts'

netContract('over libp2p on loopback', async () => createVillage(realClock(), systemRandom))
