import type { Words } from '../en/index.ts'

/** 보고 있지 않을 때 알리는 말. */
export const notifications: Words['notifications'] = {
  title: '알림',
  on: '새 메시지 알리기',
  onHint: '다른 대화방이나 창을 보고 있을 때 알려요.',
  text: '내용 표시',
  textHint: '끄면 누가 보냈는지만 알려요. 다른 사람이 화면을 볼 때 좋아요.',
  denied: '브라우저가 이 페이지의 알림을 막고 있어요. 이 주소의 브라우저 설정에서 바꿀 수 있어요.',
  wrote: '새 메시지를 보냈어요',
}
