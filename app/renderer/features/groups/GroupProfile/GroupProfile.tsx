import type { ReactElement } from 'react'
import { fieldOf } from '../../../app/forms.ts'
import type { Group } from '../../../app/queries.ts'
import { useTask } from '../../../app/useTask.ts'
import { useManner, useWorld } from '../../../app/world.ts'
import { Avatar } from '../../../ui/Avatar/Avatar.tsx'
import { Button } from '../../../ui/Button/Button.tsx'
import { TextField } from '../../../ui/TextField/TextField.tsx'
import { failureSentence } from '../../../words/index.ts'
import { PictureField } from '../../people/PictureField/PictureField.tsx'
import style from './GroupProfile.module.css'

export interface GroupProfileProps {
  readonly group: Group
  readonly mayChange: boolean
}

/** What a group is called and looks like; whoever may change it finds how below. */
export const GroupProfile = ({ group, mayChange }: GroupProfileProps): ReactElement => {
  const { words } = useManner()
  const { picture } = useWorld()
  const { space, title, members } = group
  const shown = group.picture === null ? null : picture(group.picture)
  return (
    <section className={style['profile']} aria-label={words.groups.settings}>
      <div className={style['shown']}>
        <Avatar id={space} name={title} size="large" picture={shown} />
        <p className={style['title']}>
          <bdi>{title}</bdi>
        </p>
        <p className={style['count']}>{words.groups.counted(members.length)}</p>
      </div>
      {mayChange && (
        <details className={style['change']}>
          <summary>{words.groups.settings}</summary>
          <Change space={space} title={title} picture={shown} />
        </details>
      )}
    </section>
  )
}

interface ChangeProps {
  readonly space: string
  readonly title: string
  readonly picture: string | null
}

const Change = ({ space, title, picture }: ChangeProps): ReactElement => {
  const { words } = useManner()
  const { connection } = useWorld()
  const { isBusy, failure, run } = useTask()
  return (
    <div className={style['form']}>
      <form
        className={style['name']}
        onSubmit={(event) => {
          event.preventDefault()
          const wanted = fieldOf(event, 'title').trim()
          run(() => connection.client.space.setProfile({ space, title: wanted }))
        }}
      >
        <TextField
          key={title}
          label={words.groups.title}
          name="title"
          initial={title}
          error={failure === null ? null : failureSentence(failure, words)}
        />
        <Button type="submit" isBusy={isBusy}>
          {words.groups.save}
        </Button>
      </form>
      <PictureField
        label={words.groups.picture}
        id={space}
        name={title}
        picture={picture}
        onChoose={(chosen) => connection.client.space.setProfile({ space, picture: chosen })}
      />
    </div>
  )
}
