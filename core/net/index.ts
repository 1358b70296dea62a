export { MAX_FRAME } from './types.ts'
export type {
  Address,
  Clock,
  Net,
  NetError,
  NetStatus,
  Path,
  PeerChange,
  PeerId,
  PeerStatus,
  Random,
  RelayStatus,
  Stream,
  StreamFault,
  StreamListener,
} from './types.ts'
