import BetterSqlite from 'better-sqlite3'
import { isSavingDue } from '#core/document/index.ts'
import type { Home } from './home.ts'

/** How far a running process is, read from its database beside it, so that looking costs it nothing. */
export interface Watch {
  /** Messages that the screen can show. */
  projected(): number
  /** Messages whose words are in the index. */
  searchable(): number
  /** Envelopes that stand in stored documents. */
  documented(): number
  /** Documents that are still to be saved whole. */
  unsaved(): number
  close(): void
}

/** Watches the database of a home. Only committed work is seen. */
export function watchHome(home: Home): Watch {
  const db = new BetterSqlite(home.database, { readonly: true })
  const number = (sql: string): (() => number) => {
    const statement = db.prepare<[], { readonly n: number | null }>(sql)
    return () => statement.get()?.n ?? 0
  }
  const sizes = db.prepare<[], { readonly saved: number | null; readonly changes: number | null }>(
    `SELECT sum(length(bytes)) FILTER (WHERE n = 0) AS saved, sum(length(bytes)) FILTER (WHERE n > 0) AS changes
     FROM document_chunk GROUP BY document_no`,
  )
  return {
    // Numbers are given without gaps while nothing is taken out.
    projected: number('SELECT max(no) AS n FROM message'),
    searchable: number("SELECT value AS n FROM setting WHERE name = 'words-up-to'"),
    documented: number('SELECT sum(seq) AS n FROM documented'),
    unsaved: () => sizes.all().filter(({ saved, changes }) => isSavingDue(saved ?? 0, changes ?? 0)).length,
    close: () => db.close(),
  }
}
