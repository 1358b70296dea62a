export { importBundle, readBundle, writeBundle } from './bundle.ts'
export type { BundleError, BundleImport, BundlePart } from './bundle.ts'
export { createHost } from './host.ts'
export { READ_PROOF, readProofValues, verifyReadProof } from './proof.ts'
export { SYNC_PROTOCOL } from './types.ts'
export type {
  FeedFrontier,
  Host,
  HostEvent,
  HostPorts,
  PeerFrontier,
  ReadProof,
  ReceiveOutcome,
  Replica,
  SessionMetrics,
  SessionStatus,
  SharedLogs,
} from './types.ts'
