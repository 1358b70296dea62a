/**
 * Chromium knows no scheme of the app's own, so `app://host/x` is shown as `https://host.app.electron-double.invalid/x`:
 * standard, secure, and an origin of its own, as the app registered it. `.invalid` is no name that could be reached.
 */

const SUFFIX = '.electron-double.invalid'

interface Privileged {
  readonly scheme: string
  readonly privileges?: { readonly standard?: boolean; readonly secure?: boolean }
}

const schemes = new Set<string>()

/** Takes the app's schemes. Only standard and secure ones can be shown so. */
export const registerSchemes = (list: readonly Privileged[]): void => {
  for (const { scheme, privileges } of list) {
    if (privileges?.standard !== true || privileges.secure !== true)
      throw new Error('electron-double: only standard and secure schemes can be shown')
    schemes.add(scheme)
  }
}

export const isRegistered = (scheme: string): boolean => schemes.has(scheme)

/** The app's address as Chromium shows it. */
export const toChromium = (address: string): string => {
  const { protocol } = new URL(address)
  const scheme = protocol.slice(0, -1)
  if (!schemes.has(scheme)) return address
  const [host = '', ...path] = address.slice(scheme.length + '://'.length).split('/')
  return `https://${host}.${scheme}${SUFFIX}/${path.join('/')}`
}

/** An address of Chromium's as the app knows it. */
export const toApp = (address: string): string => {
  const url = URL.parse(address)
  if (url?.hostname.endsWith(SUFFIX) !== true) return address
  const parts = url.hostname.slice(0, -SUFFIX.length).split('.')
  const scheme = parts.pop() ?? ''
  return `${scheme}://${parts.join('.')}${address.slice(url.origin.length)}`
}
