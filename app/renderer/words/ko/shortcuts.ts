import type { Words } from '../en/index.ts'

/** What keys do. */
export const shortcuts: Words['shortcuts'] = {
  groups: { everywhere: '어디서나', chats: '채팅 목록', chat: '대화 안에서' },
  does: {
    palette: '어디로든 가기',
    sheet: '모든 단축키',
    sheetByMark: '모든 단축키',
    newChat: '새 대화',
    settings: '설정',
    nextPane: '다음 칸',
    previousPane: '이전 칸',
    search: '검색',
    close: '닫기, 하던 일 그만두기',
    previousChat: '이전 대화',
    nextChat: '다음 대화',
    previousUnread: '읽지 않은 이전 대화',
    nextUnread: '읽지 않은 다음 대화',
    nthChat: '첫 번째부터 아홉 번째 대화',
    searchHere: '이 대화에서 검색',
    send: '보내기',
    newLine: '줄 바꾸기',
    lastOwn: '빈 입력창에서 내 마지막 메시지로',
    reply: '고른 메시지에 답장',
    copy: '고른 메시지 복사',
  },
}
