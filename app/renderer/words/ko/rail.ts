import type { Words } from '../en/index.ts'

/** The way to every screen. */
export const rail: Words['rail'] = {
  label: '주 메뉴',
  chats: '채팅',
  people: '사람',
  network: '연결',
  settings: '설정',
  find: '찾기',
}
