import type { IconName } from '../../ui/Icon/Icon.tsx'
import type { Words } from '../../words/index.ts'

/** A part of the settings: where it stands, and by which words it is found. */
export interface SettingSection {
  /** Its part of the address: `#/settings/ID`. Letters only. */
  readonly id: 'profile' | 'language' | 'looks' | 'network' | 'about'
  readonly icon: IconName
  readonly title: (words: Words) => string
  /** What is in it. The palette finds the section by these, in every language. */
  readonly rows: readonly ((words: Words) => string)[]
}

/** The settings in the order of their page. Whoever adds a section adds its row here and its view in SettingsPage. */
export const settingSections: readonly SettingSection[] = [
  {
    id: 'profile',
    icon: 'person',
    title: ({ settings }) => settings.profile,
    rows: [({ settings }) => settings.name],
  },
  {
    id: 'language',
    icon: 'language',
    title: ({ settings }) => settings.language,
    rows: [],
  },
  {
    id: 'looks',
    icon: 'looks',
    title: ({ settings }) => settings.looks,
    rows: [({ settings }) => settings.theme, ({ settings }) => settings.contrast, ({ settings }) => settings.textSize],
  },
  {
    id: 'network',
    icon: 'relay',
    title: ({ settings }) => settings.relays,
    rows: [({ network }) => network.title, ({ network }) => network.relays],
  },
  {
    id: 'about',
    icon: 'info',
    title: ({ settings }) => settings.about,
    rows: [({ settings }) => settings.licence, ({ settings }) => settings.report],
  },
]
