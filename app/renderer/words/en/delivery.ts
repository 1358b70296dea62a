/** How far a message has come. */
export const delivery = {
  saved: 'Saved',
  savedMore: 'Saved on this computer. Not with anybody else yet.',
  relayed: 'With a relay',
  relayedMore: 'A relay holds it, sealed, until it can be fetched.',
  delivered: 'Delivered',
  deliveredMore: 'It has arrived at the other side.',
  read: 'Read',
  readMore: 'It has been seen.',
}
