import type { ReactElement } from 'react'
import { fieldOf } from '../../../app/forms.ts'
import { go } from '../../../app/route.ts'
import { useTask } from '../../../app/useTask.ts'
import { useManner, useWorld } from '../../../app/world.ts'
import { Button } from '../../../ui/Button/Button.tsx'
import { TextField } from '../../../ui/TextField/TextField.tsx'
import { failureSentence } from '../../../words/index.ts'
import style from './TheirLink.module.css'

/** Adds the person of a pasted link, and goes to the chat with her. */
export const TheirLink = (): ReactElement => {
  const { connection } = useWorld()
  const { words } = useManner()
  const { isBusy, failure, run } = useTask()
  return (
    <form
      className={style['form']}
      onSubmit={(event) => {
        event.preventDefault()
        // Mail and messengers break long links over lines.
        const link = fieldOf(event, 'link').replaceAll(/\s/g, '')
        run(async () => {
          if (link === '') return { ok: false, error: { type: 'LinkMalformed' } }
          const added = await connection.client.contact.add({ link })
          if (added.ok) go({ screen: 'chat', space: added.value.space, message: null })
          return added
        })
      }}
    >
      <TextField
        label={words.people.theirLink}
        hint={words.people.theirLinkHint}
        name="link"
        isCode
        error={failure === null ? null : failureSentence(failure, words)}
      />
      <Button type="submit" look="main" isBusy={isBusy}>
        {words.people.addThem}
      </Button>
    </form>
  )
}
