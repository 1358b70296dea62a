import type { ReactElement } from 'react'
import { requestsQuery, spacesQuery, type Account } from '../../../app/queries.ts'
import { hashOf, type Route } from '../../../app/route.ts'
import { useLive, useManner } from '../../../app/world.ts'
import { Icon } from '../../../ui/Icon/Icon.tsx'
import { Portrait } from '../../people/Portrait/Portrait.tsx'
import style from './Rail.module.css'

const places = ['chats', 'people', 'network', 'settings'] as const

/** The place of the rail that a screen belongs to. */
const placeOf = (screen: Route['screen']): Route['screen'] => {
  if (screen === 'chat') return 'chats'
  return screen === 'add' ? 'people' : screen
}

/** The way to every screen, with a mark where something waits. */
export const Rail = ({
  account,
  screen,
}: {
  readonly account: Account
  readonly screen: Route['screen']
}): ReactElement => {
  const { words } = useManner()
  const spaces = useLive(spacesQuery)
  const requests = useLive(requestsQuery)
  const unread = spaces.state === 'here' ? spaces.value.reduce((sum, space) => sum + space.unread, 0) : 0
  const waiting = {
    chats: unread,
    people: requests.state === 'here' ? requests.value.length : 0,
    network: 0,
    settings: 0,
  }
  const here = placeOf(screen)
  return (
    <nav className={style['rail']} data-screen={screen} aria-label={words.rail.label}>
      <span className={style['self']} title={account.name}>
        <Portrait account={account.account} name={account.name} size="small" />
      </span>
      {places.map((place) => (
        <a
          key={place}
          className={style['place']}
          href={hashOf({ screen: place })}
          aria-current={place === here ? 'page' : undefined}
        >
          <span className={style['icon']}>
            <Icon name={place} />
            {waiting[place] > 0 && <span className={style['dot']} />}
          </span>
          <span className={style['label']}>{words.rail[place]}</span>
        </a>
      ))}
    </nav>
  )
}
