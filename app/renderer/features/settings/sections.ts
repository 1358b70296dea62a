import type { IconName } from '../../ui/Icon/Icon.tsx'
import type { Words } from '../../words/index.ts'

/** A part of the settings: where it stands, and by which words it is found. */
export interface SettingSection {
  /** Its part of the address: `#/settings/ID`. Letters only. */
  readonly id:
    | 'profile'
    | 'devices'
    | 'words'
    | 'backup'
    | 'language'
    | 'looks'
    | 'notifications'
    | 'computer'
    | 'network'
    | 'wipe'
    | 'about'
  readonly icon: IconName
  readonly title: (words: Words) => string
  /** What is in it. The palette finds the section by these, in every language. */
  readonly rows: readonly ((words: Words) => string)[]
  /** Whether it can do anything here; left out: everywhere. */
  readonly isHere?: () => boolean
}

/** Whether a window of ours is around the page. */
const isInWindow = (): boolean => 'dure' in globalThis

/** Whoever adds a section adds its row here and its view in SettingsPage. */
const allSections: readonly SettingSection[] = [
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
    id: 'notifications',
    icon: 'bell',
    title: ({ notifications }) => notifications.title,
    rows: [({ notifications }) => notifications.on, ({ notifications }) => notifications.text],
    isHere: () => isInWindow() || 'Notification' in globalThis,
  },
  {
    id: 'computer',
    icon: 'computer',
    title: ({ computer }) => computer.title,
    rows: [
      ({ computer }) => computer.startAtLogin,
      ({ computer }) => computer.keepRunning,
      ({ computer }) => computer.keys,
    ],
    isHere: isInWindow,
  },
  {
    id: 'network',
    icon: 'relay',
    title: ({ settings }) => settings.relays,
    rows: [({ network }) => network.title, ({ network }) => network.relays],
  },
  {
    id: 'devices',
    icon: 'computer',
    title: ({ devices }) => devices.title,
    rows: [({ devices }) => devices.link],
  },
  {
    id: 'words',
    icon: 'verified',
    title: ({ recovery }) => recovery.title,
    rows: [],
  },
  {
    id: 'backup',
    icon: 'download',
    title: ({ recovery }) => recovery.backup,
    rows: [({ recovery }) => recovery.save],
  },
  {
    id: 'wipe',
    icon: 'warning',
    title: ({ wipe }) => wipe.title,
    rows: [],
  },
  {
    id: 'about',
    icon: 'info',
    title: ({ settings }) => settings.about,
    rows: [({ settings }) => settings.licence, ({ settings }) => settings.report],
  },
]

/** The settings that there are here, in the order of their page. */
export const settingSections: readonly SettingSection[] = allSections.filter(({ isHere }) => isHere?.() ?? true)
