export { connect, type Connection, type Standing } from './connection.ts'
export { browserTab, findKey, hasSecret } from './key.ts'
export { createLive, type Live, type Query, type Reading } from './live.ts'
export { checkKey, openSocket } from './socket.ts'
