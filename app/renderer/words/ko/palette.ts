import type { Words } from '../en/index.ts'

/** The palette, and the sheet of shortcuts. */
export const palette: Words['palette'] = {
  label: '어디로든 가기',
  field: '대화, 사람, 설정, 할 일',
  nothing: '그런 이름은 없어요.',
  found: (count) => `${count}개 찾음`,
  groups: {
    recent: '최근에 고른 것',
    chats: '채팅',
    people: '사람',
    places: '이동',
    actions: '할 일',
    settings: '설정',
  },
  shortcuts: '키보드 단축키',
  copyLink: '내 링크 복사',
  linkCopied: '내 링크를 복사했어요',
  linkNotCopied: '링크를 복사하지 못했어요. 사람 화면에 있어요.',
}
