import type { Words } from '../en/index.ts'

/** How far a message has come. */
export const delivery: Words['delivery'] = {
  saved: '저장됨',
  savedMore: '이 컴퓨터에 저장했어요. 아직 다른 곳에는 없어요.',
  relayed: '릴레이에 맡김',
  relayedMore: '상대가 가져갈 때까지 릴레이가 봉인된 채로 맡아 두고 있어요.',
  delivered: '전달됨',
  deliveredMore: '상대에게 도착했어요.',
  read: '읽음',
  readMore: '상대가 봤어요.',
}
