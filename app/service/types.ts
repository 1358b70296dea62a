/** The messenger as the service needs it: what `core/node` gives. */
export type * from '#core/node/index.ts'
