import { MAX_FRAME } from '#core/net/index.ts'

/** The protocol's name on a stream. */
export const INBOX_PROTOCOL = '/dure/inbox/1'

/** Largest sealed letter in bytes: a welcome with the keys of many epochs and the operations of a large group. Rule R3. */
export const MAX_LETTER = 64 * 1024
/** Bytes of a ticket: enough that nobody guesses one. Rule I6. */
export const TICKET_BYTES = 16
/** Tickets of one inbox: one a card and one a space, for an account in thousands of them. They fill a quarter of a frame. */
export const MAX_TICKETS = 8192
/** Bytes of letters in one page, as of an ENTRIES frame (Y3). */
export const PAGE_BYTES = 256 * 1024
/** Letters in one page: as many as one acknowledgement names. */
export const PAGE_LETTERS = 256
/** Bytes of the server's challenge. */
export const NONCE_BYTES = 32

/** Largest frame of a request in bytes: a registration of `MAX_TICKETS`, 34 bytes each, and what stands around it. */
export const MAX_REQUEST = MAX_TICKETS * 34 + 64
/** Largest frame of a reply in bytes: a page may go over by the letter that ends it, and each has its number. */
export const MAX_REPLY = Math.min(MAX_FRAME, PAGE_BYTES + MAX_LETTER + PAGE_LETTERS * 16 + 64)

/** How long a client may be silent before it has proved a key, in milliseconds: who only deposits is done by then. */
export const UNPROVEN_IDLE_MS = 60_000
/** Streams of one peer at a time: one to fetch, some to deposit. */
export const STREAMS_PER_PEER = 8
/** How long a depositor waits for its answer, in milliseconds: a slow disk, not a dead one. */
export const DEPOSIT_TIMEOUT_MS = 30_000
/** How long a client waits for the answer to a request, in milliseconds, before it opens a new stream. */
export const ANSWER_TIMEOUT_MS = 60_000

/** Pauses before a stream is opened anew, in milliseconds: doubling from the first to the longest, jittered. */
export const REOPEN_FIRST_MS = 1_000
export const REOPEN_LONGEST_MS = 10 * 60_000
