/**
 * Work cut into slices: each `next` does one, and the last gives what it all comes to. The caller decides what happens
 * between them: a node answers its window, a worker goes on at once. `return` ends it early and frees its memory.
 */
export type Slices<T> = Generator<void, T, void>

/** What the slices come to, done without a pause. */
export function runToEnd<T>(slices: Slices<T>): T {
  for (;;) {
    const step = slices.next()
    if (step.done) return step.value
  }
}
