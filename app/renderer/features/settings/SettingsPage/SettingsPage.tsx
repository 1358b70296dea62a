import { useEffect, type ReactElement } from 'react'
import type { Account } from '../../../app/queries.ts'
import { hashOf } from '../../../app/route.ts'
import { useManner } from '../../../app/world.ts'
import { Choice } from '../../../ui/Choice/Choice.tsx'
import { Section, Sections } from '../../../ui/Section/Section.tsx'
import { languages, type Language } from '../../../words/index.ts'
import { Devices } from '../../devices/Devices/Devices.tsx'
import { About } from '../About/About.tsx'
import { languageOptions } from '../languageOptions.ts'
import { Backup } from '../Backup/Backup.tsx'
import { Looks } from '../Looks/Looks.tsx'
import { Profile } from '../Profile/Profile.tsx'
import { RecoveryWords } from '../RecoveryWords/RecoveryWords.tsx'
import { settingSections, type SettingSection } from '../sections.ts'
import { Computer } from '../Computer/Computer.tsx'
import { Notifications } from '../Notifications/Notifications.tsx'
import { Wipe } from '../Wipe/Wipe.tsx'
import style from './SettingsPage.module.css'

export interface SettingsPageProps {
  readonly account: Account
  /** The section that the address names; brought into view, with the focus on its title. */
  readonly section: string | null
}

const anchor = (id: string): string => `settings-${id}`

/** Everything that can be set, on one page, in the order of `settingSections`. */
export const SettingsPage = ({ account, section }: SettingsPageProps): ReactElement => {
  const { words } = useManner()
  useEffect(() => {
    if (section === null) return
    const found = document.getElementById(anchor(section))
    found?.scrollIntoView({ block: 'start' })
    found?.focus({ preventScroll: true })
  }, [section])
  const views: Readonly<Record<SettingSection['id'], ReactElement>> = {
    profile: <Profile account={account} />,
    language: <LanguageChoice />,
    looks: <Looks />,
    network: <ToNetwork />,
    notifications: <Notifications />,
    computer: <Computer />,
    devices: <Devices />,
    words: <RecoveryWords account={account} />,
    backup: <Backup />,
    wipe: <Wipe account={account} />,
    about: <About />,
  }
  return (
    <Sections title={words.settings.title}>
      {settingSections.map(({ id, title }) => (
        <Section key={id} id={anchor(id)} title={title(words)}>
          {views[id]}
        </Section>
      ))}
    </Sections>
  )
}

const LanguageChoice = (): ReactElement => {
  const { words, language, setLanguage } = useManner()
  return (
    <Choice<Language>
      label={words.settings.language}
      isLabelHidden
      options={languageOptions(languages)}
      chosen={language}
      onChoose={setLanguage}
    />
  )
}

const ToNetwork = (): ReactElement => {
  const { words } = useManner()
  return (
    <div className={style['elsewhere']}>
      <p>{words.network.relaysHint}</p>
      <a href={hashOf({ screen: 'network' })}>{words.settings.toNetwork}</a>
    </div>
  )
}
