import type { ReactElement } from 'react'
import type { Shell, ShellSettings } from '#app/contract/shell.ts'
import { useManner, useWorld } from '../../../app/world.ts'
import { Button } from '../../../ui/Button/Button.tsx'
import { Switch } from '../../../ui/Switch/Switch.tsx'
import { useShellSettings, type ChosenSettings } from './useShellSettings.ts'
import style from './Computer.module.css'

/** What of this computer may be chosen; in a browser nothing. */
export const Computer = (): ReactElement | null => {
  const { shell } = useWorld()
  return shell === null ? null : <OfShell shell={shell} />
}

const OfShell = ({ shell }: { readonly shell: Shell }): ReactElement | null => {
  const { words } = useManner()
  const { settings, hasFailed, change } = useShellSettings(shell)
  if (settings === null) return null
  const { computer } = words
  return (
    <>
      {settings.startAtLogin !== null && (
        <Switch
          label={computer.startAtLogin}
          hint={computer.startAtLoginHint}
          isOn={settings.startAtLogin}
          onChange={(startAtLogin) => change({ startAtLogin })}
        />
      )}
      <Switch
        label={computer.keepRunning}
        hint={computer.keepRunningHint}
        isOn={settings.keepRunning}
        onChange={(keepRunning) => change({ keepRunning })}
      />
      <Keys keys={settings.keys} change={change} />
      {settings.spelling !== null && <Spelling spelling={settings.spelling} change={change} />}
      <p role="alert" className={style['failed']}>
        {hasFailed ? computer.failed : ''}
      </p>
    </>
  )
}

interface KeysProps {
  readonly keys: ShellSettings['keys']
  readonly change: ChosenSettings['change']
}

/** Where the keys are, in words, and the way to have them elsewhere. */
const Keys = ({ keys, change }: KeysProps): ReactElement => {
  const { computer } = useManner().words
  const other = keys.in === 'keychain' ? 'file' : 'keychain'
  return (
    <div className={style['keys']}>
      <h3 className={style['label']}>{computer.keys}</h3>
      <p className={style['hint']}>{computer.keysIn[keys.in]}</p>
      {keys.hasKeychain ? (
        <Button onClick={() => change({ keys: other })}>{computer.moveTo[other]}</Button>
      ) : (
        <p className={style['hint']}>{computer.noKeychain}</p>
      )}
    </div>
  )
}

interface SpellingProps {
  readonly spelling: NonNullable<ShellSettings['spelling']>
  readonly change: ChosenSettings['change']
}

/** The languages whose spelling is checked: those of the page that the system has dictionaries for. */
const Spelling = ({ spelling: { chosen, available }, change }: SpellingProps): ReactElement | null => {
  const { words, language } = useManner()
  const names = new Intl.DisplayNames([language], { type: 'language' })
  if (available.length === 0) return null
  return (
    <details>
      <summary className={style['label']}>{words.computer.spelling}</summary>
      <ul className={style['languages']}>
        {available.map((tag) => (
          <li key={tag}>
            <label>
              <input
                type="checkbox"
                checked={chosen.includes(tag)}
                onChange={({ target }) =>
                  change({ spelling: target.checked ? [...chosen, tag] : chosen.filter((each) => each !== tag) })
                }
              />{' '}
              {names.of(tag) ?? tag}
            </label>
          </li>
        ))}
      </ul>
    </details>
  )
}
