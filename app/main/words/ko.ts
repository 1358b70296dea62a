import type { ShellWords } from './en.ts'

/** 창의 메뉴, 트레이, 대화 상자에 쓰는 말. */
export const ko: ShellWords = {
  app: '두레',
  tray: {
    open: '두레 열기',
    settings: '설정',
    quit: '종료',
    tip: (unread) => (unread === 0 ? '두레' : `두레: 읽지 않음 ${unread}`),
  },
  menu: {
    about: '두레 정보',
    services: '서비스',
    hide: '두레 가리기',
    hideOthers: '다른 앱 가리기',
    unhide: '모두 보기',
    quit: '두레 종료',
    file: '파일',
    settings: '설정…',
    close: '창 닫기',
    edit: '편집',
    undo: '실행 취소',
    redo: '다시 실행',
    cut: '잘라내기',
    copy: '복사',
    paste: '붙여넣기',
    pasteAndMatchStyle: '서식 없이 붙여넣기',
    delete: '삭제',
    selectAll: '모두 선택',
    view: '보기',
    reload: '새로 고침',
    resetZoom: '실제 크기',
    zoomIn: '확대',
    zoomOut: '축소',
    togglefullscreen: '전체 화면',
    toggleDevTools: '개발자 도구',
    window: '창',
    minimize: '최소화',
    zoom: '창 크기 조절',
    front: '모두 앞으로 가져오기',
    addWord: '사전에 추가',
  },
  stillHere: {
    title: '두레는 계속 켜져 있습니다',
    body: '창을 닫아도 다른 사람의 글을 받습니다. 완전히 끝내려면 아이콘이나 메뉴에서 종료하세요. 설정에서 바꿀 수 있습니다.',
  },
  outside: {
    title: '브라우저에서 열까요?',
    open: '열기',
    cancel: '취소',
  },
  camera: {
    title: 'QR 코드를 읽기 위해 카메라를 쓸까요?',
    body: '영상은 이 컴퓨터를 떠나지 않고, 저장되지도 않습니다.',
    allow: '카메라 사용',
    cancel: '취소',
  },
  notSaved: {
    title: '파일을 저장하지 못했습니다',
    body: (path: string) =>
      `${path}에 저장하려 했습니다. 디스크에 공간이 있는지 확인하고 다시 저장해 주세요. 다른 내용은 그대로입니다.`,
  },
  refused: {
    again: '다시 시도',
    quit: '종료',
    FolderMissing: (folder) => `데이터 폴더 ${folder}이(가) 없습니다.`,
    FolderReadOnly: (folder) => `데이터 폴더에 쓸 수 없습니다: ${folder}\n권한을 바꾼 뒤 다시 시도하세요.`,
    FolderUnusable: (folder) => `폴더가 아니고 폴더로 만들 수도 없습니다: ${folder}`,
    FolderInUse: (folder) =>
      `데이터 폴더를 다른 두레가 쓰고 있습니다. 터미널에서 실행 중인지 확인하세요: ${folder}\n둘이 함께 쓰면 서로 어긋나므로 먼저 그쪽을 끝내야 합니다.`,
    DatabaseForeign: (file) => `두레의 데이터베이스가 아닙니다: ${file}\n아무것도 바꾸지 않았습니다.`,
    DatabaseNewer: (file) =>
      `더 새로운 두레가 쓴 파일입니다: ${file}\n아무것도 바꾸지 않았습니다. 그 버전 이상을 설치하세요.`,
    DatabaseDamaged: (file) =>
      `파일이 손상되었습니다: ${file}\n아무것도 바꾸지 않았습니다. 디스크를 확인하고, 사본이 있으면 폴더를 되돌리세요.`,
    KeysMissing: (file) => `열쇠가 없습니다: ${file}\n열쇠 없이는 아무것도 열 수 없습니다. 백업에서 되돌리세요.`,
    KeysUnreadable: (file) => `열쇠를 읽을 수 없습니다: ${file}\n본인만 읽을 수 있는 파일인지 권한을 확인하세요.`,
    KeysDamaged: (file) => `열쇠가 손상되었습니다: ${file}\n아무것도 바꾸지 않았습니다. 백업에서 되돌리세요.`,
    KeysOfOther: (file) =>
      `열쇠가 곁에 있는 데이터베이스와 다른 계정의 것입니다: ${file}\n아무것도 바꾸지 않았습니다. 함께 복사한 열쇠를 되돌려 놓으세요.`,
    KeysSealed: (file) =>
      `열쇠가 지금 열 수 없는 키체인으로 봉인되어 있습니다: ${file}\n이 컴퓨터의 키체인을 잠금 해제한 뒤 다시 시도하세요.`,
    DiskFull: (folder) => `디스크가 가득 찼습니다: ${folder}\n잃은 것은 없습니다. 공간을 만든 뒤 다시 시도하세요.`,
    DiskFailed: (folder) => `디스크를 읽거나 쓸 수 없습니다: ${folder}\n디스크를 확인한 뒤 다시 시도하세요.`,
  },
}
