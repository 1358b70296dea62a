import type { Words } from '../en/index.ts'

/** The first screen. */
export const onboarding: Words['onboarding'] = {
  title: '두레에 오신 것을 환영해요',
  lead: '대화는 이 컴퓨터에 남고, 사람에서 사람으로 바로 전해져요. 전화번호도, 중간에 있는 회사도 없어요.',
  name: '이름',
  nameHint: '추가한 사람들에게 보이는 이름이에요. 나중에 바꿀 수 있어요.',
  start: '시작하기',
}
