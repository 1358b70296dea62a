import { useState, type ReactElement } from 'react'
import { reportFault } from '../../../app/fault.ts'
import { useManner, useWorld } from '../../../app/world.ts'
import { Switch } from '../../../ui/Switch/Switch.tsx'
import { useTelling } from '../../notifications/telling.ts'

/** Whether one is told of new messages, and how much. */
export const Notifications = (): ReactElement => {
  const { shell } = useWorld()
  const { words } = useManner()
  const [telling, setTelling] = useTelling(shell !== null)
  const [isDenied, setDenied] = useState(false)
  const turnOn = async (): Promise<void> => {
    const isAllowed = shell !== null || (await Notification.requestPermission()) === 'granted'
    setDenied(!isAllowed)
    if (isAllowed) setTelling('text')
  }
  const { on, onHint, text, textHint, denied } = words.notifications
  return (
    <>
      <Switch
        label={on}
        hint={isDenied ? denied : onHint}
        isOn={telling !== 'off'}
        onChange={(isOn) => {
          if (isOn) turnOn().catch(reportFault)
          else setTelling('off')
        }}
      />
      {telling !== 'off' && (
        <Switch
          label={text}
          hint={textHint}
          isOn={telling === 'text'}
          onChange={(isOn) => setTelling(isOn ? 'text' : 'sender')}
        />
      )}
    </>
  )
}
