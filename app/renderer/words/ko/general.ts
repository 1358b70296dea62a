import type { GeneralWords } from '../en/general.ts'

/** Words of every screen. */
export const general: GeneralWords = {
  language: '한국어',
  app: '두레',
  back: '뒤로',
  close: '닫기',
  copy: '복사',
  copied: '복사했어요',
  tryAgain: '다시 시도',
  loading: '불러오는 중…',
}
