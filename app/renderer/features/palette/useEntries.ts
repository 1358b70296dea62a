import { contactsQuery, spacesQuery } from '../../app/queries.ts'
import { textSizes } from '../../app/looks.ts'
import { go } from '../../app/route.ts'
import type { ShortcutId } from '../../app/shortcuts.ts'
import { shortcuts } from '../../app/shortcuts.ts'
import { useLive, useManner, useWorld } from '../../app/world.ts'
import type { IconName } from '../../ui/Icon/Icon.tsx'
import { useSay } from '../../ui/Toast/Toasts.tsx'
import { failureSentence, languages, type Language, type Words } from '../../words/index.ts'
import { settingSections } from '../settings/sections.ts'
import type { Entry } from './rank.ts'

/** An entry with how it looks and what it does. */
export interface PaletteEntry extends Entry {
  /** A drawing, or the account whose colour it has. */
  readonly icon: IconName | { readonly account: string }
  /** What else is said of it, in grey. */
  readonly more?: string
  readonly keys?: string | undefined
  readonly choose: () => void
}

const everyLanguage: readonly Words[] = Object.values(languages)
const keysOf = (id: ShortcutId): string | undefined => shortcuts.find((one) => one.id === id)?.keys

/** A word in every language, so that one finds a thing by the word one knows. */
const termsOf = (...words: readonly ((words: Words) => string)[]): readonly string[] =>
  words.flatMap((word) => everyLanguage.map(word))

/** Everything that the palette leads to now: chats and people as they are, places, settings and actions. */
export const useEntries = (self: string, openSheet: () => void): readonly PaletteEntry[] => [
  ...useChats(self),
  ...usePeople(),
  ...usePlaces(),
  ...useActions(openSheet),
  ...useSettings(),
]

const useChats = (self: string): readonly PaletteEntry[] => {
  const { words } = useManner()
  const spaces = useLive(spacesQuery)
  if (spaces.state !== 'here') return []
  return spaces.value.map(({ space, title, members, unread }) => ({
    id: `chat ${space}`,
    group: 'chats',
    label: title,
    terms: [],
    icon: { account: members.find((member) => member !== self) ?? space },
    ...(unread > 0 && { more: words.chats.unread(unread) }),
    choose: () => go({ screen: 'chat', space, message: null }),
  }))
}

const usePeople = (): readonly PaletteEntry[] => {
  const { words } = useManner()
  const contacts = useLive(contactsQuery)
  if (contacts.state !== 'here') return []
  return contacts.value.map(({ account, name, ownName }) => ({
    id: `person ${account}`,
    group: 'people',
    label: words.people.more(name),
    terms: [name, ownName],
    isHidden: true,
    icon: { account },
    choose: () => go({ screen: 'people', person: account }),
  }))
}

const usePlaces = (): readonly PaletteEntry[] => {
  const { words } = useManner()
  const places = [{ screen: 'chats' }, { screen: 'people' }, { screen: 'network' }, { screen: 'settings' }] as const
  return places.map((route) => ({
    id: `place ${route.screen}`,
    group: 'places',
    label: words.rail[route.screen],
    terms: termsOf(({ rail }) => rail[route.screen]),
    icon: route.screen,
    ...(route.screen === 'settings' && { keys: keysOf('settings') }),
    choose: () => go(route),
  }))
}

const useActions = (openSheet: () => void): readonly PaletteEntry[] => {
  const { words } = useManner()
  const { connection } = useWorld()
  const say = useSay()
  const copyLink = async (): Promise<void> => {
    const card = await connection.client.contact.card({ once: false })
    if (!card.ok) return say(failureSentence(card.error, words))
    await navigator.clipboard.writeText(card.value.link)
    say(words.palette.linkCopied)
  }
  const action = (id: string, icon: IconName, word: (words: Words) => string, choose: () => void): PaletteEntry => ({
    id: `action ${id}`,
    group: 'actions',
    label: word(words),
    terms: termsOf(word),
    icon,
    choose,
  })
  return [
    action(
      'add',
      'addPerson',
      ({ chats }) => chats.addPerson,
      () => go({ screen: 'add', link: '' }),
    ),
    action(
      'link',
      'copy',
      ({ palette }) => palette.copyLink,
      () => {
        copyLink().catch(() => say(words.palette.linkNotCopied))
      },
    ),
    { ...action('sheet', 'keyboard', ({ palette }) => palette.shortcuts, openSheet), keys: keysOf('sheet') },
  ]
}

const useSettings = (): readonly PaletteEntry[] => {
  const { words, language, setLanguage, setTheme, contrast, setContrast, textSize, setTextSize } = useManner()
  const setting = (
    id: string,
    icon: IconName,
    names: readonly ((words: Words) => string)[],
    choose: () => void,
  ): PaletteEntry => ({
    id: `setting ${id}`,
    group: 'settings',
    label: names.map((name) => name(words)).join(': '),
    terms: [termsOf(...names).join(' ')],
    isHidden: true,
    icon,
    choose,
  })
  const size = (id: string, name: (words: Words) => string, to: number): PaletteEntry =>
    setting(id, 'looks', [({ settings }) => settings.textSize, name], () =>
      setTextSize(Math.min(textSizes.most, Math.max(textSizes.least, to))),
    )
  const themes = ['system', 'light', 'dark'] as const
  // Object.keys forgets the keys' type; the table is closed.
  const others = (Object.keys(languages) as Language[]).filter((one) => one !== language)
  return [
    ...settingSections.map(({ id, icon, title, rows }) => ({
      ...setting(id, icon, [title], () => go({ screen: 'settings', section: id })),
      terms: termsOf(title, ...rows),
    })),
    ...themes.map((theme) =>
      setting(
        `theme ${theme}`,
        'looks',
        [({ settings }) => settings.theme, ({ settings }) => settings.themes[theme]],
        () => setTheme(theme),
      ),
    ),
    setting(
      'contrast',
      'looks',
      [
        ({ settings }) => settings.contrast,
        ({ settings }) => settings.contrasts[contrast === 'more' ? 'system' : 'more'],
      ],
      () => setContrast(contrast === 'more' ? 'system' : 'more'),
    ),
    size('larger', ({ settings }) => settings.larger, textSize + textSizes.step),
    size('smaller', ({ settings }) => settings.smaller, textSize - textSizes.step),
    size('plain', ({ settings }) => settings.plainSize, textSizes.plain),
    ...others.map((other) =>
      setting(
        `language ${other}`,
        'language',
        [({ settings }) => settings.language, () => languages[other].language],
        () => setLanguage(other),
      ),
    ),
  ]
}
