/** Where a page keeps its key: behind the `#` of its address for a moment, then in this tab alone. */

/** What of the browser finding the key needs. */
export interface Tab {
  /** The part of the address from `#` on. */
  readonly hash: string
  /** Takes the key out of the address, so that it stands in no history and no bookmark. */
  hide(): void
  readonly store: { get(): string | null; set(token: string): void }
  /** Gives the token for a code that works once; null if it does not. */
  redeem(code: string): Promise<string | null>
}

/** The key of this page: from the address it was opened with, else from before a reload. Null: it has none. */
export const findKey = async (tab: Tab): Promise<string | null> => {
  const { token, once } = secretsIn(tab.hash)
  if (token === undefined && once === undefined) return tab.store.get()
  tab.hide()
  const key = token ?? (once === undefined ? null : await tab.redeem(once))
  if (key === null) return tab.store.get()
  tab.store.set(key)
  return key
}

/** Whether the part from `#` on holds a key. */
export const hasSecret = (hash: string): boolean => Object.keys(secretsIn(hash)).length > 0

const secretsIn = (hash: string): { readonly token?: string; readonly once?: string } => {
  const [, kind, secret] = /^#(token|once)=([a-z2-7]+)$/.exec(hash) ?? []
  if (kind === undefined || secret === undefined) return {}
  return kind === 'token' ? { token: secret } : { once: secret }
}

/** This browser tab. */
export const browserTab = (): Tab => ({
  hash: location.hash,
  hide: () => history.replaceState(null, '', '#/chats'),
  store: {
    get: () => sessionStorage.getItem('dure.token'),
    set: (token) => sessionStorage.setItem('dure.token', token),
  },
  redeem: async (code) => {
    const answer = await fetch('/token', { method: 'POST', headers: { authorization: `Bearer ${code}` } })
    if (!answer.ok) return null
    const { token } = (await answer.json()) as { token: string } // our own node wrote it
    return token
  },
})
