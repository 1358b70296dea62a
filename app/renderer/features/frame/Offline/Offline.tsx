import { useEffect, useState, type ReactElement } from 'react'
import { networkQuery, spacesQuery, type NetworkStatus } from '../../../app/queries.ts'
import { hashOf } from '../../../app/route.ts'
import { useLive, useManner } from '../../../app/world.ts'
import style from './Offline.module.css'

/** How long nobody has to be connected until it is said, in milliseconds: finding each other again takes a moment. */
const QUIET_MS = 4000

/** Whether what is written now waits here: nobody is connected, and no relay either. */
const isAlone = (network: NetworkStatus): boolean =>
  network.state === 'off' || (network.state === 'up' && network.peers.length === 0)

/** A quiet line while nobody is connected, below the list. Nothing where there is nobody to be connected to. ARIA: status. */
export const Offline = (): ReactElement => {
  const { words } = useManner()
  const network = useLive(networkQuery)
  const spaces = useLive(spacesQuery)
  const hasPeople = spaces.state === 'here' && spaces.value.length > 0
  const isNow = hasPeople && network.state === 'here' && isAlone(network.value)
  const [isLasting, setLasting] = useState(false)
  if (!isNow && isLasting) setLasting(false)
  useEffect(() => {
    if (!isNow) return undefined
    const timer = setTimeout(() => setLasting(true), QUIET_MS)
    return () => clearTimeout(timer)
  }, [isNow])
  return (
    <output className={style['offline']}>
      {isLasting && (
        <a className={style['line']} href={hashOf({ screen: 'network' })}>
          <span className={style['lamp']} />
          {words.frame.offline}
        </a>
      )}
    </output>
  )
}
