/** The oldest and the newest version of the protocol that this program speaks. */
export const OLDEST_VERSION = 1
export const NEWEST_VERSION = 1

/** Random bytes of HELLO: salt of all short digests of its sender, and the nonce that proofs to it sign. */
export const SALT_BYTES = 16
/** Bytes of a shortened digest. */
export const SHORT_BYTES = 8

/** Most bytes of an ENTRIES frame. Rule Y3. */
export const MAX_ENTRIES_BYTES = 256 * 1024
/**
 * Bytes of boxes and nonces read for one frame: a signed stretch is at most 192 KiB (`SMALL_BOX`), and what the smallest
 * envelopes of 224 KiB cost besides fits the rest.
 */
export const READ_BYTES = 208 * 1024
/** Once a frame holds so much it goes: more would only delay it. */
export const FLUSH_BYTES = 128 * 1024
/** Most bytes of any other frame: a FORK's two signed stretches, or 1,024 feeds of a frontier. */
export const MAX_FRAME_BYTES = 448 * 1024

/** Feeds in one FRONTIER frame. */
export const FEEDS_PER_FRAME = 1024
/** Items of lists in other frames. */
export const MAX_LIST = 4096
/** Feeds of which the frontier is sent unasked; of further logs a digest goes first, and the rest if it differs. */
export const UNASKED_FEEDS = 64
/** Of these, feeds of which it is sent by whoever opens the stream even before HELLO is heard; and in how many logs. */
export const EARLY_FEEDS = 16
export const EARLY_LOGS = 8
/** Feeds and logs that a peer may name in one session: what it says costs memory here. */
export const MAX_FEED_NAMES = 65_536
export const MAX_LOG_NAMES = 16_384
/** Separate ranges of a feed that one side keeps in mind of the other. Eight are held (E9), and some are under way. */
export const MAX_PIECES = 64
/** Feeds in announcements of logs not known here, kept until they are: dropped above that, the peer will come again. */
export const MAX_REMEMBERED_FEEDS = 4096
/** Proofs of logs not known here, kept likewise. */
export const MAX_REMEMBERED_PROOFS = 256
/** Bytes of a reason in BYE or REFUSED. */
export const MAX_REASON_BYTES = 64

/** A gap of up to so many envelopes is filled upwards, in the order they were written; a larger one newest first (E9). */
export const SMALL_GAP = 512
