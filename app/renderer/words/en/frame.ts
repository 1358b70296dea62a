/** What stands around every screen. */
export const frame = {
  listWidth: 'Width of the list',
  detailsWidth: 'Width of the details',
  offline: 'Nobody is connected. What you write waits here.',
  titled: (screen: string) => `${screen} · Dure`,
  requests: (count: number) => (count === 1 ? '1 request' : `${count} requests`),
  profile: (name: string) => `${name}: your profile`,
}
