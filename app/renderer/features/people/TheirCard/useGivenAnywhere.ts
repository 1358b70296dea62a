import { useEffect, useRef, useState } from 'react'

export interface Given {
  readonly onText: (text: string) => void
  readonly onPicture: (file: Blob) => void
}

/**
 * Takes a link or a picture that is pasted or dropped while this is on screen, wherever on the page. A text pasted into a field
 * stays there. Gives whether something is held above the page.
 */
export const useGivenAnywhere = (given: Given): boolean => {
  const latest = useRef(given)
  const [isOver, setOver] = useState(false)
  useEffect(() => {
    latest.current = given
  })
  useEffect(() => {
    const take = (event: Event, from: DataTransfer | null, isField: boolean): void => {
      const picture = Array.from(from?.files ?? []).find(({ type }) => type.startsWith('image/'))
      const text = from?.getData('text') ?? ''
      if (picture === undefined && (isField || text === '')) return
      event.preventDefault()
      if (picture === undefined) latest.current.onText(text)
      else latest.current.onPicture(picture)
    }
    const over = (event: DragEvent): void => {
      // Else the browser would open the file in place of the page.
      event.preventDefault()
      setOver(true)
    }
    const listening = new AbortController()
    const { signal } = listening
    document.addEventListener(
      'paste',
      (event) =>
        take(event, event.clipboardData, event.target instanceof Element && event.target.matches('input, textarea')),
      { signal },
    )
    document.addEventListener('dragover', over, { signal })
    document.addEventListener('dragleave', (event) => event.relatedTarget === null && setOver(false), { signal })
    document.addEventListener(
      'drop',
      (event) => {
        event.preventDefault()
        setOver(false)
        take(event, event.dataTransfer, false)
      },
      { signal },
    )
    return () => listening.abort()
  }, [])
  return isOver
}
