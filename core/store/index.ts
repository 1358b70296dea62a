export { replicaTables } from './schema/replica.ts'
export * from './replica.ts'
export { StoreFault } from './types.ts'
export type { Database, Migration, ReadDb, Schema, SqlValue, Statement, StoreError, Work, WriteDb } from './types.ts'
