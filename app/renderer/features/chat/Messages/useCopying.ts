import { useCallback, useEffect, useRef, type ClipboardEvent } from 'react'
import { useManner } from '../../../app/world.ts'
import type { Message, Window } from '../window.ts'

export interface Copying {
  /** Puts a message's text on the clipboard. */
  readonly copy: (message: Message) => Promise<void>
  /** The same by its id; what the browser forbids is left. */
  readonly copyNamed: (message: string) => void
  /** Of a selection over several messages: who said each, when, and the text. */
  readonly onCopy: (event: ClipboardEvent) => void
}

/** Copies what was said as people want to paste it. */
export const useCopying = (
  window: Window,
  self: string,
  names: ReadonlyMap<string, string>,
  title: string,
): Copying => {
  const { words, formats } = useManner()
  const newest = useRef(window)
  useEffect(() => {
    newest.current = window
  })
  const find = (id: string | undefined): Message | undefined =>
    newest.current.messages.find(({ message }) => message === id)
  const copy = useCallback((message: Message) => navigator.clipboard.writeText(message.text), [])
  return {
    copy,
    copyNamed: (id) => {
      const message = find(id)
      if (message !== undefined) copy(message).catch(() => {})
    },
    onCopy: (event) => {
      const selection = document.getSelection()
      if (selection === null || selection.isCollapsed) return
      const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-message]')]
      const chosen = rows.filter((row) => selection.containsNode(row, true))
      // Within one message it is what was marked, to the letter.
      if (chosen.length < 2) return
      const said = chosen.flatMap((row) => {
        const message = find(row.dataset['message'])
        if (message === undefined) return []
        const name = message.author === self ? words.chat.you : (names.get(message.author) ?? title)
        return [`${name}, ${formats.whole(message.at)}\n${message.text}`]
      })
      event.clipboardData.setData('text/plain', said.join('\n\n'))
      event.preventDefault()
    },
  }
}
