import type { ReactElement } from 'react'
import { fieldOf } from '../../../app/forms.ts'
import type { Account } from '../../../app/queries.ts'
import { useTask } from '../../../app/useTask.ts'
import { useManner, useWorld } from '../../../app/world.ts'
import { Button } from '../../../ui/Button/Button.tsx'
import { TextField } from '../../../ui/TextField/TextField.tsx'
import { useSay } from '../../../ui/Toast/Toasts.tsx'
import { failureSentence } from '../../../words/index.ts'
import { PictureField } from '../../people/PictureField/PictureField.tsx'
import style from './Profile.module.css'

/** Oneself, as others see her. */
export const Profile = ({ account }: { readonly account: Account }): ReactElement => {
  const { connection, picture } = useWorld()
  const { words } = useManner()
  const { isBusy, failure, run } = useTask()
  const say = useSay()
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
          run(async () => {
            const outcome = await connection.client.account.setProfile({ name })
            if (outcome.ok) say(words.settings.saved)
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
      </form>
    </div>
  )
}
