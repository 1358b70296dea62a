import type { Words } from '../en/index.ts'

/** 이 컴퓨터에서 고를 수 있는 것. */
export const computer: Words['computer'] = {
  title: '이 컴퓨터',
  startAtLogin: '로그인할 때 시작',
  startAtLoginHint: '창 없이 시작해서, 다른 사람의 글을 바로 받아요.',
  keepRunning: '창을 닫아도 켜 두기',
  keepRunningHint: '다른 사람의 글을 받고 새 메시지를 알려요. 끄면 창을 닫을 때 두레도 끝나요.',
  keys: '열쇠를 두는 곳',
  keysIn: {
    keychain: '이 컴퓨터의 키체인으로 봉인되어 있어요. 데이터 폴더를 복사해도 다른 컴퓨터에서는 열 수 없어요.',
    file: '본인만 읽을 수 있는 파일에 있어요. 데이터 폴더를 복사하면 그대로 백업이 돼요.',
  },
  noKeychain: '이 시스템에는 키체인이 없어 봉인할 수 없어요.',
  moveTo: { keychain: '키체인으로 봉인하기', file: '파일에 두기' },
  spelling: '맞춤법을 검사할 언어',
  failed: '바꾸지 못했어요. 모두 그대로예요.',
}

/** 이 컴퓨터에서 계정 지우기. */
export const wipe: Words['wipe'] = {
  title: '이 컴퓨터에서 지우기',
  hint: '계정과 열쇠, 모든 메시지를 이 컴퓨터에서 지워요. 되돌릴 수 없어요. 데이터 폴더의 사본이 없으면 계정은 영영 사라져요. 다른 사람에게 보낸 글은 그 사람에게 남아요.',
  open: '이 컴퓨터에서 지우기…',
  confirm: (name) => `계속하려면 이름을 입력해 주세요: ${name}`,
  name: '내 이름',
  doIt: '완전히 지우기',
  cancel: '그대로 두기',
}
