/**
 * The page's own half of the double. It builds the API that the preload exposes out of a description, so that every call
 * crosses as a clone, as over Electron's context bridge; and it hands to main what Electron decides there: opening windows
 * and asking for permissions. Written into the page as its source, before any script of the page runs.
 * `token`: a name that the page cannot guess, for the events that both halves send each other.
 */
export const pageWorld = (token: string): void => {
  interface Described {
    readonly type: 'function' | 'object' | 'value'
    readonly id?: number
    readonly value?: unknown
  }
  interface Heard {
    readonly expose?: { readonly key: string; readonly api: Described }
    readonly callback?: number
    readonly answer?: number
    readonly immediately?: boolean
    readonly permission?: { readonly id: number; readonly isAllowed: boolean }
    readonly error?: string
    readonly result?: Described
    readonly args?: readonly unknown[]
  }
  interface Waiting {
    readonly resolve: (value: unknown) => void
    readonly reject: (error: Error) => void
    now?: Heard
  }
  // Kept from before the page could change them.
  const fire = document.dispatchEvent.bind(document)
  const hearDocument = document.addEventListener.bind(document)
  const hearWindow = window.addEventListener.bind(window)
  const Custom = CustomEvent
  const waiting = new Map<number, Waiting>()
  const functions = new Map<number, (...args: readonly unknown[]) => unknown>()
  const asked = new Map<number, (isAllowed: boolean) => void>()
  let count = 0

  const send = (what: object): void => void fire(new Custom(`${token}-up`, { detail: what }))
  const described = (arg: unknown): Described => {
    if (typeof arg !== 'function') return { type: 'value', value: arg }
    functions.set(++count, arg as (...args: readonly unknown[]) => unknown)
    return { type: 'function', id: count }
  }
  const call = (target: number, args: readonly unknown[]): unknown => {
    const id = ++count
    let resolve: (value: unknown) => void = () => {}
    let reject: (error: Error) => void = () => {}
    const later = new Promise((onDone, onFail) => {
      resolve = onDone
      reject = onFail
    })
    const entry: Waiting = { resolve, reject }
    waiting.set(id, entry)
    send({ call: target, id, args: args.map(described) })
    if (entry.now === undefined) return later
    waiting.delete(id)
    if (entry.now.error !== undefined) throw new Error(entry.now.error)
    return entry.now.result && build(entry.now.result)
  }
  const build = ({ type, id = 0, value }: Described): unknown => {
    if (type === 'function') return (...args: readonly unknown[]) => call(id, args)
    if (type === 'value') return value
    return Object.freeze(Object.fromEntries((value as [string, Described][]).map(([key, each]) => [key, build(each)])))
  }
  const settle = (id: number, heard: Heard): void => {
    const entry = waiting.get(id)
    if (entry === undefined) return
    if (heard.immediately === true) {
      entry.now = heard
      return
    }
    waiting.delete(id)
    if (heard.error === undefined) entry.resolve(heard.result && build(heard.result))
    else entry.reject(new Error(heard.error))
  }
  hearDocument(`${token}-down`, (event) => {
    const heard = (event as CustomEvent<Heard>).detail
    if (heard.expose !== undefined)
      Object.defineProperty(window, heard.expose.key, { value: build(heard.expose.api), enumerable: true })
    else if (heard.callback !== undefined) functions.get(heard.callback)?.(...(heard.args ?? []))
    else if (heard.answer !== undefined) settle(heard.answer, heard)
    else if (heard.permission !== undefined) asked.get(heard.permission.id)?.(heard.permission.isAllowed)
  })

  // What Electron's setWindowOpenHandler decides about.
  const open = (url: string): null => {
    send({ open: new URL(url, location.href).href })
    return null
  }
  window.open = (url = 'about:blank') => open(String(url))
  hearWindow('click', (event) => {
    const link = event.composedPath().find((each) => each instanceof HTMLAnchorElement)
    if (link?.target !== '_blank' || link.href === '' || event.defaultPrevented) return
    event.preventDefault()
    open(link.href)
  })

  // What its permission handlers decide about.
  const ask = (permission: string, media: readonly string[] = []): Promise<boolean> =>
    new Promise((resolve) => {
      asked.set(++count, resolve)
      send({ permission, media, id: count })
    })
  const { mediaDevices } = navigator
  if ('mediaDevices' in navigator) {
    const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices)
    mediaDevices.getUserMedia = async (wanted) => {
      const media = [...(wanted?.audio ? ['audio'] : []), ...(wanted?.video ? ['video'] : [])]
      if (await ask('media', media)) return getUserMedia(wanted)
      throw new DOMException('Permission denied', 'NotAllowedError')
    }
  }
  if ('geolocation' in navigator)
    navigator.geolocation.getCurrentPosition = (_found, failed) => {
      ask('geolocation')
        .then(() => failed?.({ code: 1, message: 'denied' } as GeolocationPositionError))
        .catch(() => {})
    }
  if ('Notification' in window)
    Notification.requestPermission = async () => ((await ask('notifications')) ? 'granted' : 'denied')
}
