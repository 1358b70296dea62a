import type { ReactElement } from 'react'
import { requestsQuery, spacesQuery, type Account } from '../../../app/queries.ts'
import { hashOf, type Route } from '../../../app/route.ts'
import { useLive, useManner } from '../../../app/world.ts'
import { classes } from '../../../ui/classes.ts'
import { Badge } from '../../../ui/Badge/Badge.tsx'
import { Icon } from '../../../ui/Icon/Icon.tsx'
import { IconButton } from '../../../ui/IconButton/IconButton.tsx'
import { Portrait } from '../../people/Portrait/Portrait.tsx'
import style from './Rail.module.css'

const places = ['chats', 'people', 'network', 'settings'] as const

/** The place of the rail that a screen belongs to. */
const placeOf = (screen: Route['screen']): Route['screen'] => {
  if (screen === 'chat') return 'chats'
  return screen === 'add' ? 'people' : screen
}

export interface RailProps {
  readonly account: Account
  readonly screen: Route['screen']
  /** Opens the palette. */
  readonly onFind: () => void
}

/** The way to every screen, with how much waits there, oneself, and the palette. ARIA: navigation. */
export const Rail = ({ account, screen, onFind }: RailProps): ReactElement => {
  const { words } = useManner()
  const spaces = useLive(spacesQuery)
  const requests = useLive(requestsQuery)
  const unread = spaces.state === 'here' ? spaces.value.reduce((sum, space) => sum + space.unread, 0) : 0
  const asking = requests.state === 'here' ? requests.value.length : 0
  const waiting = {
    chats: <Badge count={unread} label={words.chats.unread(unread)} />,
    people: <Badge count={asking} label={words.frame.requests(asking)} />,
    network: null,
    settings: null,
  }
  const here = placeOf(screen)
  return (
    <nav className={style['rail']} data-screen={screen} data-pane="rail" aria-label={words.rail.label}>
      <a
        className={style['self']}
        href={hashOf({ screen: 'settings', section: 'profile' })}
        aria-label={words.frame.profile(account.name)}
        data-tip={account.name}
        data-tip-side="right"
      >
        <Portrait account={account.account} name={account.name} size="small" />
      </a>
      {places.map((place) => (
        <a
          key={place}
          className={style['place']}
          href={hashOf({ screen: place })}
          aria-current={place === here ? 'page' : undefined}
        >
          <span className={style['icon']}>
            <Icon name={place} />
          </span>
          <span className={style['label']}>{words.rail[place]}</span>
          <span className={style['count']}>{waiting[place]}</span>
        </a>
      ))}
      {/* In a narrow window it is one of the places; in a wide one it stands below them. */}
      <button type="button" className={classes(style['place'], style['findHere'])} onClick={onFind}>
        <span className={style['icon']}>
          <Icon name="search" />
        </span>
        <span className={style['label']}>{words.rail.find}</span>
      </button>
      <span className={style['find']}>
        <IconButton icon="search" label={words.palette.label} keys="Mod+K" onClick={onFind} />
      </span>
    </nav>
  )
}
