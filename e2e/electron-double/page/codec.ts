/** Values as JSON, on the way between main and a page. */
export interface Codec {
  readonly encode: (value: unknown) => string
  readonly decode: (text: string) => unknown
}

/**
 * Makes the codec. It takes what Electron's structured clone takes of what apps send: JSON, `undefined`, bytes and dates.
 * Written into the page as its source, so it uses nothing from outside of itself.
 */
export const createCodec = (): Codec => {
  const refuse = (): never => {
    throw new Error('An object could not be cloned.')
  }
  const write = (value: unknown): unknown => {
    if (value === undefined) return { $: 'undefined' }
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
    if (typeof value === 'number') return Number.isFinite(value) ? value : refuse()
    if (typeof value !== 'object') return refuse()
    if (Array.isArray(value)) return value.map(write)
    if (value instanceof Date) return { $: 'date', value: value.getTime() }
    if (value instanceof Uint8Array) return { $: 'bytes', value: btoa(String.fromCharCode(...value)) }
    if (Object.prototype.toString.call(value) !== '[object Object]') return refuse()
    return { $: 'object', value: Object.entries(value).map(([key, each]) => [key, write(each)]) }
  }
  const read = (value: unknown): unknown => {
    if (value === null || typeof value !== 'object') return value
    if (Array.isArray(value)) return value.map(read)
    const tagged = value as { readonly $: string; readonly value: unknown } // `write` wrote it
    if (tagged.$ === 'undefined') return undefined
    if (tagged.$ === 'date') return new Date(tagged.value as number)
    if (tagged.$ === 'bytes') return Uint8Array.from(atob(tagged.value as string), (sign) => sign.charCodeAt(0))
    return Object.fromEntries((tagged.value as [string, unknown][]).map(([key, each]) => [key, read(each)]))
  }
  return { encode: (value) => JSON.stringify(write(value)), decode: (text) => read(JSON.parse(text)) }
}
