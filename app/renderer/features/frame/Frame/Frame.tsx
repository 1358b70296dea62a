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
import { PeoplePage } from '../../people/PeoplePage/PeoplePage.tsx'
import { SettingsPage } from '../../settings/SettingsPage/SettingsPage.tsx'
import { Notices } from '../Notices/Notices.tsx'
import { Rail } from '../Rail/Rail.tsx'
import style from './Frame.module.css'

export interface FrameProps {
  readonly account: Account
  readonly standing: Standing
}

/** Loaded only by who builds. */
const Gallery = lazy(async () => {
  const { Gallery: view } = await import('../../gallery/Gallery/Gallery.tsx')
  return { default: view }
})

/** The frame of every screen: rail, list, the thing itself. Narrow, they become pages. */
export const Frame = ({ account, standing }: FrameProps): ReactElement => {
  const route = useRoute()
  const { words } = useManner()
  return (
    <div className={style['frame']} data-screen={route.screen}>
      <Rail account={account} screen={route.screen} />
      <div className={style['body']}>
        {standing === 'lost' && <Banner look="warning">{words.connection.lost}</Banner>}
        {account.stopped !== null && (
          <Banner look="danger">
            {words.settings.stopped}. {words.stopReasons[account.stopped]}
          </Banner>
        )}
        <Notices />
        <div className={style['panes']}>
          <Screen account={account} route={route} />
        </div>
      </div>
    </div>
  )
}

const Screen = ({ account, route }: { readonly account: Account; readonly route: Route }): ReactElement => {
  switch (route.screen) {
    case 'people':
      return <PeoplePage />
    case 'add':
      return <PeoplePage link={route.link} />
    case 'network':
      return <NetworkPage />
    case 'settings':
      return <SettingsPage account={account} />
    case 'ui':
      return (
        <Suspense>
          <Gallery />
        </Suspense>
      )
    case 'chats':
    case 'chat':
      return (
        <>
          <ChatList self={account.account} open={route.screen === 'chat' ? route.space : null} />
          {route.screen === 'chat' ? (
            <ChatPane key={route.space} account={account} space={route.space} jumpTo={route.message} />
          ) : (
            <Nothing />
          )}
        </>
      )
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
