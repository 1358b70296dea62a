import type { Words } from '../en/index.ts'

/** The list of chats, and searching. */
export const chats: Words['chats'] = {
  title: '채팅',
  search: '이름과 메시지 검색',
  draft: '쓰던 글:',
  namedList: '이름으로 찾은 대화',
  messages: '메시지',
  clearSearch: '검색 지우기',
  list: '채팅 목록',
  empty: '아직 대화가 없어요',
  emptyMore: '첫 사람을 추가해 보세요. 내 링크를 보내거나 받은 링크를 붙여 넣으면 돼요.',
  addPerson: '사람 추가',
  start: '새로 시작',
  choose: '대화를 골라 주세요',
  chooseMore: '쓴 글은 먼저 이 컴퓨터에 저장되고, 길이 열리는 대로 전해져요.',
  nothingSaid: '아직 나눈 말이 없어요',
  you: (text) => `나: ${text}`,
  unread: (count) => `읽지 않은 메시지 ${count}개`,
  hits: (count) => (count === 0 ? '찾은 메시지가 없어요' : `메시지 ${count}개를 찾았어요`),
  newestHits: (count) => `찾은 메시지 가운데 최근 ${count}개예요. 다른 낱말로 좁혀 보세요.`,
}
