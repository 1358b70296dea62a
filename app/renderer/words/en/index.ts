import { chat } from './chat.ts'
import { chats } from './chats.ts'
import { computer, wipe } from './computer.ts'
import { connection } from './connection.ts'
import { delivery } from './delivery.ts'
import { devices } from './devices.ts'
import { frame } from './frame.ts'
import { general } from './general.ts'
import { groups } from './groups.ts'
import { network } from './network.ts'
import { notices } from './notices.ts'
import { notifications } from './notifications.ts'
import { onboarding } from './onboarding.ts'
import { palette } from './palette.ts'
import { people } from './people.ts'
import { rail } from './rail.ts'
import { recovery } from './recovery.ts'
import { settings } from './settings.ts'
import { shortcuts } from './shortcuts.ts'
import { failures, refusals, stopReasons } from './refusals.ts'

/** Every word of the page in English, a file a room. Other languages are of this type, so a missing word does not build. */
export const en = {
  ...general,
  rail,
  frame,
  palette,
  connection,
  onboarding,
  chats,
  chat,
  delivery,
  people,
  groups,
  network,
  recovery,
  devices,
  settings,
  computer,
  wipe,
  notifications,
  shortcuts,
  notices,
  stopReasons,
  refusals,
  failures,
}

export type Words = typeof en
