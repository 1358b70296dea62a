import type { ReactElement } from 'react'
import { hashOf } from '../../../app/route.ts'
import { useManner } from '../../../app/world.ts'
import { Icon } from '../../../ui/Icon/Icon.tsx'
import { settingSections } from '../sections.ts'
import style from './SettingsList.module.css'

/** The parts of the settings, beside their page. `open`: the one the address names. ARIA: navigation. */
export const SettingsList = ({ open }: { readonly open: string | null }): ReactElement => {
  const { words } = useManner()
  return (
    <nav className={style['list']} aria-label={words.settings.title}>
      <p className={style['title']} aria-hidden="true">
        {words.settings.title}
      </p>
      <ul>
        {settingSections.map(({ id, icon, title }) => (
          <li key={id}>
            <a
              className={style['row']}
              href={hashOf({ screen: 'settings', section: id })}
              aria-current={id === (open ?? settingSections[0]?.id) ? 'true' : undefined}
            >
              <Icon name={icon} />
              {title(words)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
