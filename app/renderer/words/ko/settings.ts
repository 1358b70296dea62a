import type { Words } from '../en/index.ts'

/** Oneself, the language and the looks. */
export const settings: Words['settings'] = {
  title: '설정',
  profile: '프로필',
  name: '이름',
  save: '저장',
  saved: '저장했어요',
  language: '언어',
  theme: '밝기',
  themes: { system: '시스템에 맞춤', light: '밝게', dark: '어둡게' },
  version: (version) => `두레 ${version}`,
  stopped: '이 컴퓨터는 더 이상 내 계정으로 쓰지 않아요',
  looks: '화면',
  contrast: '대비',
  contrasts: { system: '시스템에 맞춤', more: '높게' },
  textSize: '글자 크기',
  percent: (percent) => `${percent}퍼센트`,
  larger: '크게',
  smaller: '작게',
  plainSize: '처음대로',
  relays: '릴레이와 연결',
  toNetwork: '릴레이와 주소, 지금 연결된 곳 보기',
  about: '두레 정보',
  versionTitle: '버전',
  licence: '라이선스',
  licenceMore: '두레는 MIT 라이선스로 공개된 자유 소프트웨어예요.',
  fontLicence: '글꼴: 길형진 님의 프리텐다드, SIL 오픈 폰트 라이선스 1.1',
  report: '문제가 있나요?',
  reportMore:
    '무엇을 했고 무엇을 기대했는지, 대신 무슨 일이 있었는지 적고 아래 한 줄을 붙여 주세요. 버전만 들어 있고, 나나 대화에 관한 것은 없어요. 터미널에서 `dure doctor`를 실행하면 데이터가 온전한지 알 수 있어요.',
  surroundings: '알릴 때 필요한 버전 정보',
}
