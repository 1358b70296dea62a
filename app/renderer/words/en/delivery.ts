/** How far a message has come. */
export const delivery = {
  saved: 'Saved',
  savedMore: (name: string) => `It is on this computer. ${name} gets it as soon as there is a way.`,
  relayed: 'With a relay',
  relayedMore: (name: string) => `A relay holds it, sealed, until ${name} fetches it.`,
  delivered: 'Delivered',
  deliveredMore: (name: string) => `It has arrived at ${name}’s computer.`,
  read: 'Read',
  readMore: (name: string) => `${name} has seen it.`,
}
