import type { Words } from '../en/index.ts'

/** How far a message has come. */
export const delivery: Words['delivery'] = {
  saved: '저장됨',
  savedMore: (name) => `이 컴퓨터에 있어요. 길이 열리는 대로 ${name} 님에게 전해져요.`,
  relayed: '릴레이에 맡김',
  relayedMore: (name) => `${name} 님이 가져갈 때까지 릴레이가 봉인된 채로 맡아 두고 있어요.`,
  delivered: '전달됨',
  deliveredMore: (name) => `${name} 님의 컴퓨터에 도착했어요.`,
  read: '읽음',
  readMore: (name) => `${name} 님이 봤어요.`,
}
