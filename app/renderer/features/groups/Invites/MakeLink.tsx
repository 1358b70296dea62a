import { useState, type ReactElement } from 'react'
import { useTask } from '../../../app/useTask.ts'
import { useManner, useWorld } from '../../../app/world.ts'
import { Button } from '../../../ui/Button/Button.tsx'
import { Choice } from '../../../ui/Choice/Choice.tsx'
import { Switch } from '../../../ui/Switch/Switch.tsx'
import { failureSentence } from '../../../words/index.ts'
import style from './Invites.module.css'

const DAY_MS = 86_400_000
/** How long a link works, in milliseconds; null: for good. */
const spans = { day: DAY_MS, week: 7 * DAY_MS, ever: null } as const

export interface MakeLinkProps {
  readonly space: string
  readonly onMade: (link: string) => void
}

/** What a new link is to allow. */
export const MakeLink = ({ space, onMade }: MakeLinkProps): ReactElement => {
  const { words } = useManner()
  const { connection, now } = useWorld()
  const { isBusy, failure, run } = useTask()
  const [serves, setServes] = useState<'anybody' | 'one'>('anybody')
  const [span, setSpan] = useState<keyof typeof spans>('week')
  const [asks, setAsks] = useState(false)
  const make = (): void =>
    run(async () => {
      const lasts = spans[span]
      const made = await connection.client.space.inviteLink({
        space,
        ...(lasts !== null && { expiresAt: now() + lasts }),
        ...(serves === 'one' && { uses: 1 }),
        ...(asks && { approval: true }),
      })
      if (made.ok) onMade(made.value.link)
      return made
    })
  return (
    <>
      <Choice
        label={words.groups.linkFor}
        options={[
          { value: 'anybody', label: words.groups.forAnybody },
          { value: 'one', label: words.groups.forOne },
        ]}
        chosen={serves}
        onChoose={setServes}
      />
      <Choice
        label={words.groups.linkUntil}
        options={[
          { value: 'day', label: words.groups.untilDay },
          { value: 'week', label: words.groups.untilWeek },
          { value: 'ever', label: words.groups.untilEver },
        ]}
        chosen={span}
        onChoose={setSpan}
      />
      <Switch label={words.groups.linkAsks} hint={words.groups.linkAsksMore} isOn={asks} onChange={setAsks} />
      {failure !== null && <p role="alert">{failureSentence(failure, words)}</p>}
      <div className={style['make']}>
        <Button look="main" isBusy={isBusy} onClick={make}>
          {words.groups.makeLink}
        </Button>
      </div>
    </>
  )
}
