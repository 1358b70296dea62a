import type { ReactElement } from 'react'
import { fieldOf } from '../../../app/forms.ts'
import { go } from '../../../app/route.ts'
import { useTask } from '../../../app/useTask.ts'
import { useManner, useWorld } from '../../../app/world.ts'
import { Button } from '../../../ui/Button/Button.tsx'
import { TextField } from '../../../ui/TextField/TextField.tsx'
import { failureSentence } from '../../../words/index.ts'
import style from './TheirLink.module.css'

/** Adds the person of a pasted link, and goes to the chat with her. `link` stands in the field from the beginning. */
export const TheirLink = ({ link = '' }: { readonly link?: string }): ReactElement => {
  const { connection } = useWorld()
  const { words } = useManner()
  const { isBusy, failure, run } = useTask()
  return (
    <form
      className={style['form']}
      onSubmit={(event) => {
        event.preventDefault()
        // Mail and messengers break long links over lines.
        const pasted = fieldOf(event, 'link').replaceAll(/\s/g, '')
        run(async () => {
          if (pasted === '') return { ok: false, error: { type: 'LinkMalformed' } }
          const added = await connection.client.contact.add({ link: pasted })
          if (added.ok) go({ screen: 'chat', space: added.value.space, message: null })
          return added
        })
      }}
    >
      <TextField
        label={words.people.theirLink}
        hint={words.people.theirLinkHint}
        name="link"
        initial={link}
        takesFocus={link !== ''}
        isCode
        error={failure === null ? null : failureSentence(failure, words)}
      />
      <Button type="submit" look="main" isBusy={isBusy}>
        {words.people.addThem}
      </Button>
    </form>
  )
}
