import type { Words } from '../en/index.ts'

/** Oneself, the language and the looks. */
export const settings: Words['settings'] = {
  title: '설정',
  profile: '프로필',
  name: '이름',
  save: '저장',
  saved: '저장했어요',
  language: '언어',
  manner: '언어와 화면',
  theme: '화면',
  themes: { system: '시스템에 맞춤', light: '밝게', dark: '어둡게' },
  version: (version) => `두레 ${version}`,
  stopped: '이 컴퓨터는 더 이상 내 계정으로 쓰지 않아요',
}
