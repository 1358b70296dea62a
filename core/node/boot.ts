/** The setting that counts the starts of this device (I4). */
export const STARTS = 'starts'
