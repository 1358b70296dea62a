/** What the people of the demo have said to each other. Times are days before today, and the clock on the wall. */

export type Role = 'bora' | 'jun' | 'haru'

/** One message: days before today and time of day (or minutes before now), who, what, and what it answers by its key. */
export interface Line {
  readonly when: readonly [days: number, time: string] | { readonly minutes: number }
  readonly who: Role
  readonly text: string
  readonly key?: string
  readonly replyTo?: string
  /** Nobody has looked since. */
  readonly isUnread?: true
}

/** How they call themselves. */
export const names: Readonly<Record<Role, string>> = { bora: '김보라', jun: 'Jun Park', haru: '하루' }

/** Days before today on which they began with Dure. */
export const BEGAN_DAYS_AGO = 24

/** Bora and Jun: neighbours who pool the work of a winter’s kimchi, as a dure does. */
export const boraAndJun: readonly Line[] = [
  { when: [23, '19:02'], who: 'jun', text: 'Hello neighbour! Does this thing work?' },
  { when: [23, '19:04'], who: 'bora', text: '오, 된다 된다 ㅎㅎ 반가워요!' },
  { when: [23, '19:05'], who: 'bora', text: 'The link you sent me worked on the first try.' },
  { when: [23, '19:07'], who: 'jun', text: 'And no phone number, nothing. I could get used to this.' },
  { when: [22, '08:31'], who: 'bora', text: '어제 복도에 두고 간 귤, 혹시 준 거예요? 🍊' },
  { when: [22, '08:47'], who: 'jun', text: 'Guilty. My mother sent two boxes, I cannot eat two boxes.' },
  { when: [22, '08:48'], who: 'bora', text: '엄청 달아요. 잘 먹을게요!' },
  {
    when: [19, '20:15'],
    who: 'bora',
    text: '준, 올해 김장 같이 할래요? 우리 집 김치냉장고가 비었어요.',
    key: 'kimjang',
  },
  {
    when: [19, '20:21'],
    who: 'jun',
    text: 'I have eaten a lot of kimchi in my life and made exactly none.',
    replyTo: 'kimjang',
  },
  {
    when: [19, '20:22'],
    who: 'bora',
    text: '그래서 같이 하자는 거죠 ㅎㅎ 품앗이예요. 한 사람이 열 포기는 힘들어도 넷이면 금방 끝나요.',
  },
  { when: [19, '20:24'], who: 'jun', text: 'Sold. I will bring strong arms and no knowledge.' },
  { when: [18, '12:10'], who: 'jun', text: 'How many cabbages are we talking about?' },
  { when: [18, '12:12'], who: 'bora', text: '스무 포기.' },
  { when: [18, '12:12'], who: 'jun', text: 'TWENTY' },
  { when: [18, '12:13'], who: 'bora', text: '절인 배추로 시키면 반은 끝난 거예요 😌' },
  {
    when: [16, '21:40'],
    who: 'bora',
    text: '장 볼 것 정리했어요:\n- 절인 배추 20포기 (해남)\n- 무 6개\n- 쪽파 2단, 갓 1단\n- 고춧가루 3근\n- 새우젓, 멸치액젓\n- 배 2개',
    key: 'list',
  },
  {
    when: [16, '21:52'],
    who: 'jun',
    text: 'I can take the radishes, the spring onions and the pears. The market by the station is cheaper.',
    replyTo: 'list',
  },
  { when: [16, '21:53'], who: 'bora', text: '좋아요! 고춧가루는 할머니가 보내 주신대요.' },
  {
    when: [15, '07:58'],
    who: 'jun',
    text: 'My train has no signal under the river, so if I go quiet, that is why. It sends by itself when I am out again.',
  },
  { when: [15, '08:20'], who: 'bora', text: '네, 나중에 한꺼번에 오더라고요. 신기해.' },
  { when: [13, '18:33'], who: 'jun', text: 'Radish question: the short fat ones or the long ones?' },
  { when: [13, '18:36'], who: 'bora', text: '짧고 통통한 거요! 초록색이 많은 쪽이 달아요.' },
  { when: [13, '18:37'], who: 'jun', text: 'Got six. The lady gave me a seventh because I looked lost.' },
  { when: [13, '18:38'], who: 'bora', text: 'ㅋㅋㅋㅋㅋ' },
  {
    when: [11, '22:05'],
    who: 'bora',
    text: '하루도 온대요. 제주에서 배 타고 온다는데, 배 안에서는 연락이 안 될 거예요.',
  },
  { when: [11, '22:11'], who: 'jun', text: 'The more the merrier. Is Haru the one with the camera?' },
  { when: [11, '22:12'], who: 'bora', text: '맞아요. 가파도 사진 찍는 친구.' },
  { when: [9, '10:02'], who: 'jun', text: 'The basins are bigger than my bathroom. I measured.' },
  { when: [9, '10:06'], who: 'bora', text: '옥상에서 하면 돼요. 비만 안 오면.' },
  { when: [9, '10:07'], who: 'jun', text: 'And if it rains?' },
  { when: [9, '10:09'], who: 'bora', text: '그럼 준의 욕실에서 ㅎㅎ' },
  { when: [6, '19:20'], who: 'bora', text: '배추 왔다!! 현관이 배추로 막혔어요.' },
  { when: [6, '19:22'], who: 'jun', text: 'On my way with the trolley.' },
  { when: [5, '09:12'], who: 'jun', text: 'My hands smell of garlic and I regret nothing.', key: 'garlic' },
  {
    when: [5, '09:20'],
    who: 'bora',
    text: '사흘은 갈걸요 😂 어제 정말 고마웠어요. 혼자였으면 아직도 하고 있었을 거예요.',
    replyTo: 'garlic',
  },
  {
    when: [5, '09:22'],
    who: 'jun',
    text: 'So that is what the name means. Dure. Everyone’s field, one after the other.',
  },
  { when: [5, '09:25'], who: 'bora', text: '맞아요. 내년엔 준네 밭 차례.' },
  { when: [3, '13:15'], who: 'jun', text: 'Tried it on day two. It is already dangerous.' },
  { when: [3, '13:18'], who: 'bora', text: '아직 참아야 해요! 보름은 익혀야 제맛이라니까요.', key: 'wait' },
  { when: [3, '13:19'], who: 'jun', text: 'Define “half a month” for a hungry person.', replyTo: 'wait' },
  { when: [1, '18:44'], who: 'bora', text: '수육 삶을 건데 저녁에 올라올래요?' },
  { when: [1, '18:45'], who: 'jun', text: 'Putting on shoes.' },
  { when: { minutes: 31 }, who: 'bora', text: '접시 두고 갔어요. 문 앞에 놓을게요.' },
  { when: { minutes: 12 }, who: 'jun', text: 'Thank you! I washed yours too, it is drying.', isUnread: true },
  {
    when: { minutes: 9 },
    who: 'jun',
    text: 'Also: my sister wants to know if there is a dure for moving house next month 🙈',
    isUnread: true,
  },
]

/** Bora and Haru, who travels where there is little network. What she said on the ferry arrives when the demo begins. */
export const boraAndHaru: readonly Line[] = [
  { when: [21, '16:20'], who: 'haru', text: '언니! 나 이거 깔았어. 보여?' },
  { when: [21, '16:22'], who: 'bora', text: '보여 보여. 제주는 어때?' },
  { when: [21, '16:25'], who: 'haru', text: '바람이 사람을 밀어. 사진은 잘 나와.' },
  { when: [17, '07:10'], who: 'haru', text: '오늘 가파도 들어가. 오후까지 연락 안 될 거야.' },
  { when: [17, '07:30'], who: 'bora', text: '조심히 다녀와. 나중에 오면 한꺼번에 읽을게.' },
  { when: [17, '19:02'], who: 'haru', text: '청보리는 다 졌는데 억새가 좋더라. 나온 김에 해녀 할머니 사진도 찍었어.' },
  { when: [17, '19:05'], who: 'bora', text: '전시해야겠다 이건.' },
  { when: [12, '21:30'], who: 'bora', text: '김장하는데 올래? 스무 포기.', key: 'come' },
  { when: [12, '21:34'], who: 'haru', text: '갈게! 배 타고 갈 거라 하루 걸려.', replyTo: 'come' },
  { when: [12, '21:35'], who: 'bora', text: '옆집 준도 와. 영어로 말해도 다 알아들어.' },
  { when: [6, '23:48'], who: 'haru', text: '오늘 재밌었어. 준이라는 사람 웃기더라, 무를 일곱 개 사 왔대 ㅋㅋ' },
  { when: [6, '23:50'], who: 'bora', text: '한 개는 덤이래. 푹 자.' },
  { when: [4, '08:15'], who: 'haru', text: '다시 배야. 이번엔 추자도 들렀다가 가. 배에서 쓰는 건 내리면 갈 거야.' },
  { when: [4, '08:20'], who: 'bora', text: '응, 도착하면 알려 줘.' },
]

/** What Haru wrote where nobody heard it: it comes after what Bora wrote later. */
export const haruAtSea: readonly Line[] = [
  { when: [2, '14:20'], who: 'haru', text: '지금 배 위야. 바다가 은박지 같아.' },
  { when: [2, '14:26'], who: 'haru', text: '김치 조금 싸 온 거, 선장님이랑 나눠 먹었어. 어디 김치냐고 물어보시더라.' },
]

/** What Bora wrote meanwhile. Haru is away: it waits with the relay. */
export const boraMeanwhile: readonly Line[] = [
  { when: [1, '09:10'], who: 'bora', text: '도착했어? 준이 네 사진 보고 싶대.' },
  { when: { minutes: 26 }, who: 'bora', text: '김치 한 통 더 보냈어. 문 앞에 두면 익으니까 바로 냉장고에!' },
]

/** What Haru called herself when she asked Jun. */
export const HARU_FOR_BORA = '하루 (제주)'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/** When that was, in milliseconds since 1970, seen from now. */
export const timeOf = (when: Line['when'], now: number): number => {
  if ('minutes' in when) return now - when.minutes * MINUTE_MS
  const [days, time] = when
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  const day = new Date(now - days * DAY_MS)
  return day.setHours(hours, minutes, 0, 0)
}
