import { Menu, type BrowserWindow, type ContextMenuParams, type MenuItemConstructorOptions } from 'electron'
import type { ShellWords } from './words/index.ts'

/** Most words that are offered for a misspelt one. */
const MOST_SUGGESTIONS = 5

export interface ContextOptions {
  readonly words: ShellWords
  readonly replace: (word: string) => void
  readonly learn: (word: string) => void
}

type Clicked = Pick<
  ContextMenuParams,
  'misspelledWord' | 'dictionarySuggestions' | 'isEditable' | 'selectionText' | 'editFlags'
>

/** What a right click offers: other spellings, and cut, copy, paste where they can do something. Empty: nothing. */
export const contextTemplate = (
  clicked: Clicked,
  { words, replace, learn }: ContextOptions,
): MenuItemConstructorOptions[] => {
  const { misspelledWord, dictionarySuggestions, isEditable, selectionText, editFlags } = clicked
  const { menu } = words
  const spelling: MenuItemConstructorOptions[] =
    misspelledWord === ''
      ? []
      : [
          ...dictionarySuggestions
            .slice(0, MOST_SUGGESTIONS)
            .map((word) => ({ label: word, click: () => replace(word) })),
          { label: menu.addWord, click: () => learn(misspelledWord) },
          { type: 'separator' },
        ]
  const copy: MenuItemConstructorOptions = { role: 'copy', label: menu.copy, enabled: editFlags.canCopy }
  if (isEditable)
    return [
      ...spelling,
      { role: 'cut', label: menu.cut, enabled: editFlags.canCut },
      copy,
      { role: 'paste', label: menu.paste, enabled: editFlags.canPaste },
      { role: 'selectAll', label: menu.selectAll },
    ]
  return selectionText.trim() === '' ? [] : [copy]
}

/** Shows it in a window. */
export const offerContext = (window: BrowserWindow, words: () => ShellWords): void => {
  const { webContents } = window
  webContents.on('context-menu', (_event, clicked) => {
    const template = contextTemplate(clicked, {
      words: words(),
      replace: (word) => webContents.replaceMisspelling(word),
      learn: (word) => webContents.session.addWordToSpellCheckerDictionary(word),
    })
    if (template.length > 0) Menu.buildFromTemplate(template).popup({ window })
  })
}
