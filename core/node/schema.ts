import { groupTables, memberTables, outgoingIndex, pictureTables, replicaTables } from '#core/store/index.ts'
import type { Schema } from '#core/store/index.ts'

/** A node's database file: `DURE` as SQLite's application id, then every step since the first version. */
export const nodeSchema: Schema = {
  applicationId: 0x44555245,
  migrations: [replicaTables, memberTables, pictureTables, outgoingIndex, groupTables],
}
