import type { Words } from '../en/index.ts'

/** What stands around every screen. */
export const frame: Words['frame'] = {
  listWidth: '목록 너비',
  detailsWidth: '상세 너비',
  offline: '연결된 곳이 없어요. 쓴 글은 여기서 기다려요.',
  titled: (screen) => `${screen} · 두레`,
  requests: (count) => `요청 ${count}개`,
  profile: (name) => `내 프로필: ${name}`,
}
