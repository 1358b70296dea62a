import { useState, type ReactElement } from 'react'
import { fieldOf } from '../../../app/forms.ts'
import { aboutQuery, type Account } from '../../../app/queries.ts'
import { useTask } from '../../../app/useTask.ts'
import { useLive, useManner, useWorld, type Theme } from '../../../app/world.ts'
import { Button } from '../../../ui/Button/Button.tsx'
import { Choice } from '../../../ui/Choice/Choice.tsx'
import { Section, Sections } from '../../../ui/Section/Section.tsx'
import { TextField } from '../../../ui/TextField/TextField.tsx'
import { failureSentence, languages, type Language } from '../../../words/index.ts'
import { PictureField } from '../../people/PictureField/PictureField.tsx'
import { languageOptions } from '../languageOptions.ts'
import style from './SettingsPage.module.css'

const themes: readonly Theme[] = ['system', 'light', 'dark']

/** Oneself, the language, and the looks. */
export const SettingsPage = ({ account }: { readonly account: Account }): ReactElement => {
  const { words, language, setLanguage, theme, setTheme } = useManner()
  const about = useLive(aboutQuery)
  return (
    <Sections title={words.settings.title}>
      <Section title={words.settings.profile}>
        <ProfileForm account={account} />
      </Section>
      <Section title={words.settings.manner}>
        <Choice<Language>
          label={words.settings.language}
          options={languageOptions(languages)}
          chosen={language}
          onChoose={setLanguage}
        />
        <Choice<Theme>
          label={words.settings.theme}
          options={themes.map((value) => ({ value, label: words.settings.themes[value] }))}
          chosen={theme}
          onChoose={setTheme}
        />
      </Section>
      {about.state === 'here' && <p className={style['about']}>{words.settings.version(about.value.version)}</p>}
    </Sections>
  )
}

const ProfileForm = ({ account }: { readonly account: Account }): ReactElement => {
  const { connection, picture } = useWorld()
  const { words } = useManner()
  const { isBusy, failure, run } = useTask()
  const [isSaved, setSaved] = useState(false)
  return (
    <div className={style['profile']}>
      <PictureField
        id={account.account}
        name={account.name}
        picture={account.picture === null ? null : picture(account.picture)}
        onChoose={(chosen) => connection.client.account.setProfile({ picture: chosen })}
      />
      <form
        className={style['form']}
        onSubmit={(event) => {
          event.preventDefault()
          const name = fieldOf(event, 'name').trim()
          setSaved(false)
          run(async () => {
            const outcome = await connection.client.account.setProfile({ name })
            setSaved(outcome.ok)
            return outcome
          })
        }}
      >
        <TextField
          key={account.name}
          label={words.settings.name}
          name="name"
          initial={account.name}
          error={failure === null ? null : failureSentence(failure, words)}
        />
        <Button type="submit" isBusy={isBusy}>
          {words.settings.save}
        </Button>
        <output className="only-said">{isSaved ? words.settings.saved : ''}</output>
      </form>
    </div>
  )
}
