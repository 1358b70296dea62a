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
