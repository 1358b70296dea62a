/** Whoever asks the double for something it does not do is told so, instead of getting `undefined` and passing. */

/** Names that are asked for by the language and by tools, not by the app. */
const harmless = new Set(['then', 'toJSON', 'constructor', 'asymmetricMatch', 'nodeType', '$$typeof'])

/** The same object, which throws when it is asked for what it has not. `name`: what it is in Electron. */
export const strict = <T extends object>(name: string, of: T): T =>
  new Proxy(of, {
    get: (target, key) => {
      if (key in target || typeof key === 'symbol' || harmless.has(key)) {
        const value: unknown = Reflect.get(target, key)
        // Bound to the object itself: private fields are not reached through a proxy.
        return typeof value === 'function' && !Object.hasOwn(value, 'prototype')
          ? (value.bind(target) as unknown)
          : value
      }
      throw new Error(`electron-double: ${name}.${key} is not there`)
    },
  })

/** An event of Electron's that can be prevented. */
export const preventable = <T extends object>(facts: T): T & { defaultPrevented: boolean; preventDefault(): void } => {
  const event = {
    ...facts,
    defaultPrevented: false,
    preventDefault: () => void (event.defaultPrevented = true),
  }
  return event
}
