import { lazy, Suspense, type ReactElement } from 'react'
import { spacesQuery, type Account } from '../../../app/queries.ts'
import { useRoute, type Route } from '../../../app/route.ts'
import { useLive, useManner } from '../../../app/world.ts'
import type { Standing } from '../../../line/index.ts'
import { Banner } from '../../../ui/Banner/Banner.tsx'
import { Empty } from '../../../ui/Empty/Empty.tsx'
import { ChatPane } from '../../chat/ChatPane/ChatPane.tsx'
import { ChatList } from '../../chats/ChatList/ChatList.tsx'
import { NetworkPage } from '../../network/NetworkPage/NetworkPage.tsx'
import { useNotifications } from '../../notifications/useNotifications.ts'
import { Palette } from '../../palette/Palette/Palette.tsx'
import { Sheet } from '../../palette/Sheet/Sheet.tsx'
import { PeoplePage } from '../../people/PeoplePage/PeoplePage.tsx'
import { AskForWords } from '../../settings/AskForWords/AskForWords.tsx'
import { SettingsList } from '../../settings/SettingsList/SettingsList.tsx'
import { SettingsPage } from '../../settings/SettingsPage/SettingsPage.tsx'
import { Notices } from '../Notices/Notices.tsx'
import { Offline } from '../Offline/Offline.tsx'
import { Panes } from '../Panes/Panes.tsx'
import { Rail } from '../Rail/Rail.tsx'
import { useArrival } from '../useArrival.ts'
import { usePaneKeys } from '../usePaneKeys.ts'
import { useWays } from '../useWays.ts'
import style from './Frame.module.css'

/** Loaded only by who builds. */
const Gallery = lazy(async () => {
  const { Gallery: view } = await import('../../gallery/Gallery/Gallery.tsx')
  return { default: view }
})

export interface FrameProps {
  readonly account: Account
  readonly standing: Standing
}

/** The frame of every screen: rail, list, the thing itself, details. Narrow, they become pages. */
export const Frame = ({ account, standing }: FrameProps): ReactElement => {
  const route = useRoute()
  const { words } = useManner()
  useNotifications(account.account)
  const ways = useWays()
  useArrival(route)
  usePaneKeys()
  return (
    <div className={style['frame']} data-screen={route.screen}>
      <Rail account={account} screen={route.screen} onFind={ways.openPalette} />
      <div className={style['body']}>
        {standing === 'lost' && <Banner look="warning">{words.connection.lost}</Banner>}
        {account.stopped !== null && (
          <Banner look="danger">
            {words.settings.stopped}. {words.stopReasons[account.stopped]}
          </Banner>
        )}
        <Notices />
        <Panes list={listOf(account, route)} front={route.screen === 'chats' ? 'list' : 'main'}>
          <Screen account={account} route={route} />
        </Panes>
      </div>
      <Palette
        self={account.account}
        isOpen={ways.front === 'palette'}
        from={ways.from}
        onClose={ways.close}
        openSheet={ways.openSheet}
      />
      <Sheet isOpen={ways.front === 'sheet'} onClose={ways.close} />
    </div>
  )
}

const listOf = (account: Account, route: Route): ReactElement | null => {
  switch (route.screen) {
    case 'chats':
    case 'chat':
      return (
        <>
          <ChatList self={account.account} open={route.screen === 'chat' ? route.space : null} />
          <AskForWords account={account} />
          <Offline />
        </>
      )
    case 'settings':
      return <SettingsList open={route.section ?? null} />
    case 'people':
    case 'add':
    case 'network':
    case 'ui':
      return null
  }
}

const Screen = ({ account, route }: { readonly account: Account; readonly route: Route }): ReactElement => {
  switch (route.screen) {
    case 'people':
      return <PeoplePage person={route.person ?? null} />
    case 'add':
      return <PeoplePage link={route.link} />
    case 'network':
      return <NetworkPage />
    case 'settings':
      return <SettingsPage account={account} section={route.section ?? null} />
    case 'ui':
      return (
        <Suspense>
          <Gallery />
        </Suspense>
      )
    case 'chat':
      return <ChatPane key={route.space} account={account} space={route.space} jumpTo={route.message} />
    case 'chats':
      return <Nothing />
  }
}

/** Beside the list, while no chat is open. Without any chat the list says what to do. */
const Nothing = (): ReactElement => {
  const { words } = useManner()
  const spaces = useLive(spacesQuery)
  const isEmpty = spaces.state === 'here' && spaces.value.length === 0
  return (
    <main className={style['nothing']}>
      <Empty icon="chats" title={isEmpty ? words.app : words.chats.choose} more={words.chats.chooseMore} />
    </main>
  )
}
