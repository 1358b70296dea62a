/** What the page itself keeps in this browser for people: drafts, what is on its way, choices. All begin with it. */
const OURS = 'dure.'
/** The key to the node on this computer: the page needs it to begin anew, and it opens nothing that was wiped. */
const KEY = 'dure.token'

/** Forgets all that this page kept, and begins anew. */
export const forgetPage = (): void => {
  for (const store of [localStorage, sessionStorage])
    for (const name of Object.keys(store)) if (name.startsWith(OURS) && name !== KEY) store.removeItem(name)
  location.hash = '#/chats'
  location.reload()
}
