import type { Words } from '../en/index.ts'

/** 이 컴퓨터에서 고를 수 있는 것. */
export const computer: Words['computer'] = {
  title: '이 컴퓨터',
  startAtLogin: '로그인할 때 시작',
  startAtLoginHint: '창 없이 시작해서, 다른 사람의 글을 바로 받습니다.',
  keepRunning: '창을 닫아도 켜 두기',
  keepRunningHint: '다른 사람의 글을 받고 새 메시지를 알립니다. 끄면 창을 닫을 때 두레도 끝납니다.',
  keys: '열쇠를 두는 곳',
  keysIn: {
    keychain: '이 컴퓨터의 키체인으로 봉인되어 있습니다. 데이터 폴더를 복사해도 다른 컴퓨터에서는 열 수 없습니다.',
    file: '본인만 읽을 수 있는 파일에 있습니다. 데이터 폴더를 복사하면 그대로 백업이 됩니다.',
  },
  noKeychain: '이 시스템에는 키체인이 없어 봉인할 수 없습니다.',
  moveTo: { keychain: '키체인으로 봉인하기', file: '파일에 두기' },
  spelling: '맞춤법을 검사할 언어',
  failed: '바꾸지 못했습니다. 모두 그대로입니다.',
}

/** 이 컴퓨터에서 계정 지우기. */
export const wipe: Words['wipe'] = {
  title: '이 컴퓨터에서 지우기',
  hint: '계정과 열쇠, 모든 메시지를 이 컴퓨터에서 지웁니다. 되돌릴 수 없습니다. 데이터 폴더의 사본이 없으면 계정은 영영 사라집니다. 다른 사람에게 보낸 글은 그 사람에게 남습니다.',
  open: '이 컴퓨터에서 지우기…',
  confirm: (name) => `계속하려면 이름을 입력하세요: ${name}`,
  name: '내 이름',
  doIt: '완전히 지우기',
  cancel: '그대로 두기',
}
