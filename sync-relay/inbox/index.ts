export { createRelayInboxes } from './store.ts'
export type { InboxLimits, InboxUse, RelayInboxes, RelayInboxPorts } from './store.ts'
