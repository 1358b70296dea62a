import { useState, type ReactElement } from 'react'
import { fieldOf } from '../../../app/forms.ts'
import { go } from '../../../app/route.ts'
import { useTask } from '../../../app/useTask.ts'
import { useManner, useWorld } from '../../../app/world.ts'
import { Button } from '../../../ui/Button/Button.tsx'
import { Choice } from '../../../ui/Choice/Choice.tsx'
import { TextField } from '../../../ui/TextField/TextField.tsx'
import { failureSentence, languages, type Language } from '../../../words/index.ts'
import { NewComputer } from '../../devices/NewComputer/NewComputer.tsx'
import { PictureField } from '../../people/PictureField/PictureField.tsx'
import { shownOf } from '../../people/pictures.ts'
import { languageOptions } from '../../settings/languageOptions.ts'
import { Recover } from '../Recover/Recover.tsx'
import { Restore } from '../Restore/Restore.tsx'
import style from './Onboarding.module.css'

/** A name, a picture if one likes, and one is there. */
export const Onboarding = (): ReactElement => {
  const { connection } = useWorld()
  const { words, language, setLanguage } = useManner()
  const { isBusy, failure, run } = useTask()
  const [typed, setTyped] = useState('')
  const [picture, setPicture] = useState<string | null>(null)
  return (
    <main className={style['page']}>
      <form
        className={style['card']}
        onInput={({ target }) => {
          if (target instanceof HTMLInputElement && target.name === 'name') setTyped(target.value)
        }}
        onSubmit={(event) => {
          event.preventDefault()
          const name = fieldOf(event, 'name').trim()
          run(async () => {
            const { account } = connection.client
            const created = await account.create({ name })
            if (!created.ok) return created
            go({ screen: 'people' })
            return picture === null ? created : account.setProfile({ picture })
          })
        }}
      >
        <img className={style['mark']} src="/icon.svg" alt="" width="56" height="56" />
        <header>
          <h1 className={style['title']}>{words.onboarding.title}</h1>
          <p className={style['lead']}>{words.onboarding.lead}</p>
        </header>
        <TextField
          label={words.onboarding.name}
          hint={words.onboarding.nameHint}
          name="name"
          takesFocus
          error={failure === null ? null : failureSentence(failure, words)}
        />
        <PictureField
          id={typed}
          name={typed}
          picture={picture === null ? null : shownOf(picture)}
          onChoose={(chosen) => {
            setPicture(chosen)
            return Promise.resolve({ ok: true })
          }}
        />
        <Button type="submit" look="main" isBusy={isBusy}>
          {words.onboarding.start}
        </Button>
      </form>
      <span className={style['others']}>
        <NewComputer />
        <Restore />
        <Recover />
      </span>
      <Choice<Language>
        label={words.settings.language}
        options={languageOptions(languages)}
        chosen={language}
        onChoose={setLanguage}
      />
    </main>
  )
}
