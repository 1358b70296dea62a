export { connect, type Connection, type Standing } from './connection.ts'
export { hasSecret } from './key.ts'
export { createLive, type Live, type Query, type Reading } from './live.ts'
export { findWay, type Way } from './way.ts'
