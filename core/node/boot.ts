/** The setting that counts the starts of this device (I4). */
export const STARTS = 'starts'
/** Under which it is kept that the words were confirmed on this device: from then on root is not to be here (I1). */
export const WORDS_CONFIRMED_HERE = 'words-confirmed-here'
/** Under which it is kept that some device of the account said that the words are confirmed. */
export const WORDS_KNOWN = 'words-confirmed'
/** The setting that names the own space: there is an account (S9). */
export const SELF = 'self-space'
/** Set while an account is being taken back by its words: nothing is said meanwhile (I7). */
export const RECOVERING = 'recovering'
