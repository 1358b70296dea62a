const SHOWN = '[redacted]'

/** Holds its secret in a private field, so that neither printing, spreading, cloning nor JSON can reach it. */
class Box<T> {
  readonly #value: T

  constructor(value: T) {
    this.#value = value
  }

  static open<T>(box: Box<T>): T {
    return box.#value
  }

  toString(): string {
    return SHOWN
  }

  toJSON(): string {
    return SHOWN
  }

  [Symbol.toPrimitive](): string {
    return SHOWN
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return SHOWN
  }
}

/** A secret on its way: logs, JSON, `util.inspect` and error texts show `[redacted]`. Only `reveal` gives the value. */
export type Redacted<T> = Box<T>

/** Wraps a secret. The value is not copied: whoever keeps the bare one can still leak it. */
export const redact = <T>(value: T): Redacted<T> => new Box(value)

/** The secret itself, to be used at once and not kept. */
export const reveal = <T>(redacted: Redacted<T>): T => Box.open(redacted)
