import { useEffect, useState, type ReactElement } from 'react'
import { fieldOf } from '../../../app/forms.ts'
import type { NetworkStatus } from '../../../app/queries.ts'
import { useTask } from '../../../app/useTask.ts'
import { useManner, useWorld } from '../../../app/world.ts'
import { Button } from '../../../ui/Button/Button.tsx'
import { TextField } from '../../../ui/TextField/TextField.tsx'
import { failureSentence } from '../../../words/index.ts'
import style from './ConnectForm.module.css'

/** From then on silence means something, in milliseconds: a connection takes a second or two. */
const PATIENCE_MS = 10_000

/** Tries an address, of a person or of a relay, and says whether it answers. */
export const ConnectForm = ({ peers }: Pick<NetworkStatus, 'peers'>): ReactElement => {
  const { connection } = useWorld()
  const { words } = useManner()
  const { isBusy, failure, run } = useTask()
  const [trying, setTrying] = useState<string | null>(null)
  const answers = peers.some(({ peer }) => peer === trying)
  const isLate = useLate(trying)
  const standing = answers ? 'answers' : isLate ? 'silent' : 'trying'
  return (
    <form
      className={style['form']}
      onSubmit={(event) => {
        event.preventDefault()
        const address = fieldOf(event, 'address').trim()
        setTrying(null)
        run(async () => {
          if (address === '') return { ok: false, error: { type: 'AddressInvalid', address, detail: '' } }
          const connecting = await connection.client.network.connect({ address })
          if (connecting.ok) setTrying(connecting.value.peer)
          return connecting
        })
      }}
    >
      <TextField
        label={words.network.address}
        hint={trying === null ? '' : words.network.tried[standing]}
        name="address"
        placeholder="/ip4/192.168.0.4/tcp/4001/p2p/…"
        isCode
        error={failure === null ? null : failureSentence(failure, words)}
      />
      <Button type="submit" isBusy={isBusy}>
        {words.network.connectNow}
      </Button>
    </form>
  )
}

/** Whether what is tried has been tried for so long that it ought to have answered. */
const useLate = (trying: string | null): boolean => {
  const [late, setLate] = useState<string | null>(null)
  useEffect(() => {
    if (trying === null) return undefined
    const timer = setTimeout(() => setLate(trying), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [trying])
  return trying !== null && late === trying
}
