import { join } from 'node:path'
import { createService } from '#app/service/index.ts'
import { createDouble, idOf, type Double } from '#app/service/test-double.ts'
import type { LineView } from '#app/service/types.ts'
import { openWeb } from '#app/web/index.ts'

/** When it is in every showcase: a Saturday afternoon in Seoul. */
export const showcaseNow = Date.parse('2026-11-21T15:04:00+09:00')
export const showcaseZone = 'Asia/Seoul'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/**
 * The real page over the real contract, with a messenger in which the same people have always just said the same: ids,
 * times and counts are fixed, so that pictures of it can be compared.
 */
export interface Showcase {
  readonly url: string
  readonly double: Double
  /** The space of somebody who was met. */
  readonly space: (name: string) => string
  /** The space of a group. */
  readonly group: (title: string) => string
  readonly close: () => Promise<void>
}

const pages = join(import.meta.dirname, '../../dist/web')

/** `new`: nobody has an account. `alone`: an account and nobody else. `lived-in`: people, chats, requests, a network. */
export const openShowcase = async (life: 'new' | 'alone' | 'lived-in'): Promise<Showcase> => {
  let now = showcaseNow - 3 * DAY
  const double = createDouble(() => now)
  if (life !== 'new') double.messenger.account.create({ name: '한지우' })
  if (life === 'lived-in') live(double, (at) => (now = at))
  const onFault = (error: unknown): void => console.error(error)
  const about = () => ({ version: '0.1.0', startedAt: showcaseNow - HOUR, memory: 96_000_000 })
  const service = createService({ messenger: double.messenger, about, onFault, now: () => performance.now() })
  const web = await openWeb({ service, port: 0, folder: pages, now: () => performance.now(), onFault })
  if (!web.ok) throw new Error(`the showcase did not open: ${web.error.type}`)
  return {
    url: web.value.url,
    double,
    space: (name) => idOf(`space ${name}`),
    group: (title) => idOf(`group ${title}`),
    close: async () => {
      await service.close()
      await web.value.close()
    },
  }
}

/** A group: who came how, and what they say. */
const gathering = (double: Double, setNow: (at: number) => void): void => {
  const from = showcaseNow - 4 * HOUR
  const me = double.messenger.account.get()?.account ?? ''
  const nobody = { whom: null, whomName: null, role: null, title: null, history: null, invite: null }
  const line = (kind: LineView['kind'], at: number, more: Partial<LineView>): LineView => ({
    ...nobody,
    line: idOf(`line ${kind} ${at}`),
    kind,
    at,
    by: me,
    byName: '한지우',
    ...more,
  })
  const person = (name: string) => ({ whom: idOf(`account ${name}`), whomName: name })
  const space = double.gather(
    '북한산 등산 모임',
    [
      ['하나', 'admin'],
      ['Marcus Oyelaran', 'member'],
      ['김서연', 'member'],
      ['이보람', 'member'],
    ],
    [
      line('created', from, { title: '북한산 등산 모임' }),
      line('added', from + 1, person('하나')),
      line('added', from + 2, person('Marcus Oyelaran')),
      line('role', from + 3, { ...person('하나'), role: 'admin' }),
      line('joined', from + 31 * MINUTE, { ...person('이보람'), by: idOf('account 하나'), byName: '하나' }),
    ],
  )
  const said: readonly (readonly [who: string, text: string])[] = [
    ['하나', '이번 일요일 여덟 시, 구파발역 2번 출구 어때요?'],
    ['Marcus Oyelaran', 'Works for me. I can bring coffee for everyone.'],
    ['me', '좋아요! 저는 김밥을 맡을게요.'],
    ['이보람', '저도 갈게요. 초보인데 괜찮을까요?'],
    ['이보람', '등산화는 있어요 😅'],
  ]
  for (const [n, [who, text]] of said.entries()) {
    const at = from + (n + 1) * 10 * MINUTE
    setNow(at)
    if (who === 'me') double.said(space, text, at, 'read')
    else double.hear(space, text, at, idOf(`account ${who}`))
  }
}

type Line = readonly [who: 'me' | 'them', text: string, delivery?: 'saved' | 'relayed' | 'delivered' | 'read']

const live = (double: Double, setNow: (at: number) => void): void => {
  const talk = (name: string, from: number, lines: readonly Line[], apart = 2 * MINUTE): void => {
    const { space } = double.meet(name)
    for (const [at, [who, text, delivery = 'read']] of lines.entries()) {
      const when = from + at * apart
      setNow(when)
      if (who === 'me') double.said(space, text, when, delivery)
      else double.hear(space, text, when)
    }
  }
  const markRead = (name: string): void => {
    const space = idOf(`space ${name}`)
    const page = double.messenger.chat.page({ space, limit: 1 })
    const last = page.ok ? page.value.messages.at(-1) : undefined
    if (last !== undefined) double.messenger.chat.markRead({ space, message: last.message })
  }
  talk('Åsa Lindqvist', showcaseNow - 12 * DAY, [
    ['them', 'The cabin is ours from the 3rd. There is no signal up there, so bring Dure.'],
    ['me', 'Perfect, that is what it is for.'],
  ])
  talk('김서연', showcaseNow - 2 * DAY, [
    ['them', '다음 주 발표 자료 초안이에요. 시간 될 때 봐 주세요!'],
    ['me', '네, 오늘 저녁에 볼게요', 'delivered'],
  ])
  talk('Marcus Oyelaran', showcaseNow - DAY - 2 * HOUR, [
    ['me', 'Did the relay keep it while you were away?'],
    [
      'them',
      'Yes – 214 messages, all there when I came home. https://example.org/a/rather/long/address/that/does/not/end',
    ],
    ['them', 'Nothing lost.'],
  ])
  talk('하나', showcaseNow - DAY - 40 * MINUTE, [
    ['them', '지우야, 토요일에 뭐 해?'],
    ['me', '오후엔 비어 있어. 왜?'],
    ['them', '새로 생긴 전시 같이 보러 가자. 성수동이야.'],
    ['them', '세 시쯤 어때?'],
    ['me', '좋아! 세 시에 성수역 3번 출구에서 보자.'],
  ])
  const { space } = double.meet('박준')
  setNow(showcaseNow - 5 * HOUR)
  double.said(space, '준아, 어제 빌린 우산 오늘 돌려줄게.', showcaseNow - 5 * HOUR, 'relayed')
  const chat = idOf('space 하나')
  const today: readonly Line[] = [
    ['them', '나 이제 출발해'],
    ['me', '나도 곧 나가. 이십 분쯤 걸려.', 'read'],
    [
      'them',
      '천천히 와. 표는 내가 끊어 둘게. 두 장이지? 혹시 늦으면 먼저 들어가서 1층 카페에서 기다릴게. 커피가 맛있대.',
    ],
    ['me', '고마워! 표값은 만나서 줄게.', 'delivered'],
    ['me', '지하철 안이라 메시지가 늦게 갈 수도 있어.', 'saved'],
  ]
  for (const [at, [who, text, delivery = 'read']] of today.entries()) {
    const when = showcaseNow - (today.length - at) * 6 * MINUTE
    setNow(when)
    if (who === 'me') double.said(chat, text, when, delivery)
    else double.hear(chat, text, when)
  }
  for (const name of ['하나', '김서연', 'Åsa Lindqvist']) markRead(name)
  gathering(double, setNow)
  setNow(showcaseNow - 20 * MINUTE)
  double.ask('Noa Ben-David')
  double.ask('김수한무거북이와두루미삼천갑자동방삭')
  double.meet('이도현', 'asked')
  double.network = {
    state: 'up',
    clock: null,
    listen: ['/ip4/192.168.0.24/tcp/4001', '/ip4/203.0.113.9/tcp/4001'],
    peers: [
      {
        peer: idOf('device 하나'),
        account: idOf('account 하나'),
        path: 'direct',
        address: '/ip4/203.0.113.5/tcp/4001',
      },
      {
        peer: idOf('device 김서연'),
        account: idOf('account 김서연'),
        path: 'local',
        address: '/ip4/192.168.0.31/tcp/4001',
      },
      { peer: idOf('device other'), account: null, path: 'relay', address: '/ip4/198.51.100.2/tcp/4001' },
    ],
    relays: [
      {
        address: '/dns4/relay.example.org/tcp/443/wss/p2p/12D3KooWExample',
        peer: '12D3KooWExample',
        state: 'reserved',
        detail: null,
      },
      { address: '/ip4/198.51.100.7/tcp/4001/p2p/12D3KooWOther', peer: null, state: 'connecting', detail: null },
    ],
  }
}
