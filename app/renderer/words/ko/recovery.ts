import type { Words } from '../en/index.ts'

/** Recovery words and backups: how an account outlives its computer. */
export const recovery: Words['recovery'] = {
  title: '복구 단어',
  unconfirmed:
    '이 컴퓨터를 잃어버리면 아무도 계정을 되돌려 줄 수 없어요. 계정을 맡고 있는 회사가 없으니까요. 종이에 적어 둔 단어 24개로는 되찾을 수 있어요. 적어 두기 전에는 이 컴퓨터를 훔친 사람을 막을 수도 없어요.',
  show: '단어 보기',
  confirmed: '단어를 적어 두었어요. 이제 종이에만 있고 어느 컴퓨터에도 없으니 잘 보관해 주세요.',
  elsewhere: '단어는 계정을 만든 컴퓨터에서 볼 수 있어요.',
  writeDown: '단어 24개를 순서대로 종이에 적어 주세요. 사진을 찍거나 컴퓨터에 저장하지 마세요.',
  written: '다 적었어요',
  check: '적어 둔 종이를 봐 주세요',
  checkMore: '맞으면 이 컴퓨터에서 단어를 지워요.',
  word: (place) => `${place}번째 단어`,
  back: '다시 보기',
  confirm: '확인하고 지우기',
  done: '이제 단어는 종이에만 있어요.',
  ask: '아직 복구 단어를 적어 두지 않았어요',
  askMore: '이 컴퓨터를 잃어버렸을 때 돌아올 길이에요.',
  askNow: '적어 두기',
  askLater: '나중에',

  backup: '백업',
  backupMore:
    '열쇠와 여기 있는 모든 것을 암호문으로 봉한 파일 하나로 저장해요. 다른 컴퓨터에서 되살리면 내 새 컴퓨터로 이어져요.',
  passphrase: '암호문',
  passphraseHint: '여덟 글자 이상. 이것 없이는 아무도 파일을 열 수 없어요.',
  again: '한 번 더',
  different: '두 암호문이 서로 달라요.',
  save: '백업 저장',
  saved: '백업을 다운로드 폴더에 저장했어요.',

  restore: '백업 되살리기',
  restoreMore: '저장해 둔 파일을 고르고 암호문을 입력해 주세요.',
  file: '백업 파일',
  noFile: '먼저 파일을 골라 주세요.',
  restoreNow: '되살리기',
  restoring: '백업을 되살리고 있어요. 크면 시간이 걸려요.',

  recover: '복구 단어가 있어요',
  recoverMore:
    '컴퓨터를 모두 잃어버렸거나 남의 손에 있을 때, 단어로 계정을 이 컴퓨터로 되찾아요. 그때부터 다른 컴퓨터에서는 계정에 아무것도 더할 수 없어요.',
  theWords: '단어 24개',
  theWordsHint: '종이에 적은 순서대로, 사이를 띄어 주세요.',
  relay: '쓰던 릴레이 주소',
  relayHint: '봉해진 메시지를 맡아 두는 곳이에요. 운영하는 사람이나 대화하던 사람에게 물어보세요.',
  recoverNow: '계정 되찾기',
  recovering: '릴레이에서 계정을 찾고 있어요.',
}
