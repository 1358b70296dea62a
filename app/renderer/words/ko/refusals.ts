import type { Words } from '../en/index.ts'

/** Why this computer no longer writes. */
export const stopReasons: Words['stopReasons'] = {
  FolderCopied: '데이터 폴더가 다른 컴퓨터에서 복사되었어요. 둘이 하나처럼 말하면 서로 어긋나요.',
  FolderRolledBack: '백업을 되돌린 것처럼, 데이터 폴더가 전에 말한 것보다 오래되었어요.',
  FeedAhead: '다른 컴퓨터가 이 컴퓨터에서 들은 것이 여기 있는 것보다 새로워요.',
}

/** What cannot be done, and why: what was kept, what to do, never a code. */
export const refusals: Words['refusals'] = {
  NoAccount: '아직 계정이 없어요.',
  AccountExists: '이미 계정이 있어요. 페이지를 새로 고쳐 주세요.',
  nameReasons: {
    empty: '이름을 적어 주세요.',
    tooLong: '이름이 너무 길어요. 64자까지 쓸 수 있어요.',
    controlCharacters: '보이지 않는 문자가 들어 있어요.',
  },
  pictureReasons: {
    tooLarge: '모두에게 보내기에는 사진이 너무 커요. 다시 골라 주세요.',
    kind: '보여 줄 수 있는 사진이 아니에요. PNG, JPEG, WebP 가운데 골라 주세요.',
    damaged: '사진이 손상되었어요. 다른 사진을 골라 주세요.',
    dimensions: '모두에게 보내기에는 사진이 너무 커요. 다시 골라 주세요.',
    moving: '움직이는 사진은 쓸 수 없어요. 멈춰 있는 사진을 골라 주세요.',
    metadata: '찍은 곳이나 기기 정보가 들어 있는 사진이에요. 다시 고르면 그 정보는 빼고 저장해요.',
  },
  PictureUnknown: '이 사진은 이제 여기에 없어요.',
  WritingStopped: '이 컴퓨터는 쓰기를 멈췄어요. 설정을 봐 주세요.',
  DiskFull: '디스크가 가득 찼어요. 쓴 글은 그대로 있으니 자리를 만든 뒤 다시 시도해 주세요.',
  DiskFailed: '디스크에 쓰지 못했어요. 쓴 글은 그대로 있으니 다시 시도해 주세요.',
  NameDiffers: '위에 적힌 이름과 달라요. 아무것도 지우지 않았어요.',
  WordsConfirmed: '복구 단어를 이미 확인했어요. 이제 어느 컴퓨터도 보여 줄 수 없어요.',
  WordsElsewhere: '복구 단어는 계정을 만든 컴퓨터에서만 볼 수 있어요.',
  WordsWrong: '단어가 맞지 않아요. 적어 둔 종이를 다시 확인해 주세요.',
  PassphraseTooShort: '암호가 너무 짧아요. 8자 이상이어야 해요.',
  PassphraseWrong: '암호가 맞지 않아요.',
  BackupMalformed: '두레 백업 파일이 아니에요.',
  BackupDamaged: '백업이 손상되었어요. 아무것도 가져오지 않았으니 다른 사본으로 해 보세요.',
  BackupTruncated: '백업이 온전하지 않아요. 아무것도 가져오지 않았으니 다시 복사해 주세요.',
  BackupVersionUnknown: '더 새로운 두레에서 만든 백업이에요. 먼저 업데이트해 주세요.',
  BackupTooCostly: '백업이 지나치게 많은 메모리를 요구해요. 아무것도 가져오지 않았어요.',
  LinkMalformed: '두레 링크가 아니에요. dure:contact# 로 시작해요.',
  CardMalformed: '링크가 온전하지 않아요. 다시 받아서 전체를 붙여 넣어 주세요.',
  CardForged: '누군가 손댄 링크예요. 쓰지 말고 새로 받으세요.',
  CardVersionUnknown: '더 새로운 두레에서 만든 링크예요. 먼저 업데이트해 주세요.',
  OwnCard: '내 링크예요. 다른 사람에게 보내 주세요.',
  AccountUnknown: '이 사람은 이제 여기에 없어요.',
  SpaceUnknown: '이 대화는 여기에 없어요.',
  NotAMember: '이제 이 대화방에 속해 있지 않아요. 지난 글은 읽을 수 있어요.',
  NotAllowed: '이 대화방에서는 그렇게 할 권한이 없어요.',
  KeyAwaited:
    '이 대화방의 새 열쇠가 아직 이 컴퓨터에 오지 않았어요. 쓰던 글은 그대로 있으니 다른 멤버가 접속하면 다시 보내 주세요.',
  TitleInvalid: '대화방 이름을 128자 안으로 적어 주세요.',
  GroupFull: '대화방에는 500명까지 들어올 수 있어요.',
  AlreadyMember: '이미 이 대화방에 있어요.',
  LastOwner: '방장이 혼자뿐이에요. 먼저 다른 사람을 방장으로 정해 주세요.',
  InvitationUnknown: '이 대화방은 더 이상 기다리고 있지 않아요.',
  InviteMalformed: '링크가 잘렸어요. 다시 받아서 끝까지 붙여 넣어 주세요.',
  InviteForged: '누군가 손댄 링크예요. 쓰지 말고 새로 받아 주세요.',
  InviteVersionUnknown: '더 새로운 두레에서 만든 링크예요. 먼저 업데이트해 주세요.',
  InviteExpired: '기한이 지난 링크예요. 새 링크를 받아 주세요.',
  InviteUnknown: '더 이상 쓰지 않는 링크예요.',
  WasRemoved: '이 대화방에서 내보내졌어요. 안에 있는 사람이 다시 초대해야 해요.',
  MessageUnknown: '이 메시지는 여기에 없어요.',
  TextTooLong: '한 메시지로 보내기에는 너무 길어요. 나누어 보내 주세요.',
  TextEmpty: '보낼 글이 비어 있어요.',
  TextMalformed: '글자가 깨져 있어요. 다시 입력해 주세요.',
  BundleUnknown: '파일이 오지 않았어요. 다시 골라 주세요.',
  BundleMalformed: '두레 묶음이 아니거나 손상되었어요. 손상되기 전까지는 받았어요.',
  BundleTruncated: '파일이 중간에 끊겼어요. 있는 만큼은 받았으니 나머지는 다시 복사해 주세요.',
  BundleVersionUnknown: '더 새로운 두레에서 만든 파일이에요. 먼저 업데이트해 주세요.',
  AddressInvalid: '주소가 아니에요. /ip4/192.168.0.4/tcp/4001/p2p/… 처럼 생겼어요.',
  NetworkOff: '네트워크 없이 시작한 두레예요.',
}

/** What went wrong on the way to the node. */
export const failures: Words['failures'] = {
  Disconnected: '이 컴퓨터의 두레가 응답하지 않았어요. 쓴 글은 그대로 있어요.',
  MessageTooLarge: '한 번에 보내기에는 너무 많아요.',
  Fault: '두레 안에서 문제가 생겼어요. 쓴 글은 그대로 있어요.',
  StoreDamaged:
    '이 컴퓨터에 저장된 것 가운데 손상된 곳이 있어요. 쓴 글은 그대로 있어요. 두레를 끝내고 그 폴더에 `dure doctor`를 실행해 보세요.',
  UploadFailed: '파일을 끝까지 읽지 못했어요. 다시 골라 주세요.',
}
