/** How Apple writes what it prints on its keys. */
const apple: Readonly<Record<string, string>> = { Mod: '⌘', Alt: '⌥', Shift: '⇧', Ctrl: '⌃', Enter: '↩' }
/** How everybody else's keyboards are printed. */
const other: Readonly<Record<string, string>> = { Mod: 'Ctrl' }
const everywhere: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
}

/** The caps of a shortcut (`Mod+Shift+F`) as they are printed on this computer's keyboard. */
export const capsOf = (keys: string, isApple: boolean): readonly string[] =>
  keys.split('+').map((key) => (isApple ? apple : other)[key] ?? everywhere[key] ?? key)

/** Whether this computer has Apple's keys. */
export const hasAppleKeys = (): boolean => /mac|iphone|ipad/i.test(navigator.platform)
