import { createMemoryReplica } from './memory.ts'
import { recordingHost, replicaContract } from './replica-contract.ts'
import { testLog, writerIn } from './writer.ts'

for (const role of ['member', 'mailbox'] as const)
  replicaContract(`in memory, as a ${role}`, () => {
    const log = testLog('contract')
    const { host, told } = recordingHost()
    const replica = createMemoryReplica({ role })
    replica.addLog(log, null)
    replica.attach(host)
    return { replica, log: log.id, keys: log.keys, told, writer: (name) => writerIn(log, name, 'kept') }
  })
