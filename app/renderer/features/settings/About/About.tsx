import type { ReactElement } from 'react'
import { aboutQuery } from '../../../app/queries.ts'
import { useLive, useManner } from '../../../app/world.ts'
import { Copyable } from '../../../ui/Copyable/Copyable.tsx'
import style from './About.module.css'

/** What a report needs to say of this computer: versions, and nothing of anybody. */
const surroundings = (version: string): string => `Dure ${version} · ${navigator.userAgent}`

/** Which Dure this is, under which licence, and how to say that something is wrong. */
export const About = (): ReactElement => {
  const { words } = useManner()
  const about = useLive(aboutQuery)
  const version = about.state === 'here' ? about.value.version : ''
  return (
    <dl className={style['rows']}>
      <dt>{words.settings.versionTitle}</dt>
      <dd>{words.settings.version(version)}</dd>
      <dt>{words.settings.licence}</dt>
      <dd>
        <p>{words.settings.licenceMore}</p>
        <p className={style['hint']}>{words.settings.fontLicence}</p>
      </dd>
      <dt>{words.settings.report}</dt>
      <dd className={style['report']}>
        <p>{words.settings.reportMore}</p>
        <Copyable
          label={words.settings.surroundings}
          text={surroundings(version)}
          copyLabel={words.copy}
          copiedLabel={words.copied}
        />
      </dd>
    </dl>
  )
}
