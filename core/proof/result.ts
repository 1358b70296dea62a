/** An expected outcome: a value, or a plain typed reason without prose. Throwing is for our own bugs and dead disks. */
export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E }

/** A success. */
export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value })

/** A failure with its reason. */
export const fail = <const E>(error: E): { readonly ok: false; readonly error: E } => ({ ok: false, error })
