import { useState } from 'react'

/** A choice that this browser remembers. What stands there from elsewhere or long ago and is no choice counts for nothing. */
export const useRemembered = <T extends string>(
  name: string,
  initial: T,
  isChoice: (text: string) => text is T,
): readonly [T, (choice: T) => void] => {
  const [choice, setChoice] = useState<T>(() => {
    const kept = localStorage.getItem(`dure.${name}`)
    return kept !== null && isChoice(kept) ? kept : initial
  })
  return [
    choice,
    (next) => {
      localStorage.setItem(`dure.${name}`, next)
      setChoice(next)
    },
  ]
}
