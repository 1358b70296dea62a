export { createNet } from './device.ts'
export { createRelayNet, RELAY_LIMITS } from './relay.ts'
export { peerOfAddress } from './address.ts'
export type {
  Log,
  MdnsOptions,
  NetOptions,
  OwnedNet,
  OwnedRelayNet,
  RelayLimits,
  RelayLoad,
  RelayNetOptions,
  StartError,
} from './types.ts'
