import type { Words } from '../en/index.ts'

/** What a person is told once. */
export const notices: Words['notices'] = {
  label: '알림',
  passing: '방금 있었던 일',
  dismiss: '지우기',
  clockWrong: (minutes) =>
    `다른 컴퓨터들과 비교하면 이 컴퓨터의 시계가 ${minutes}분쯤 틀려요. 시계를 맞추지 않으면 메시지가 기다릴 수 있어요.`,
  writingStopped: '이 컴퓨터는 쓰기를 멈췄어요.',
  diskFull: '디스크가 가득 찼어요. 자리가 날 때까지 새 메시지를 저장하지 못해요.',
  lateMessages: (count) => `이전 메시지 ${count}개가 늦게 도착했어요.`,
  feedStopped: '누군가 보낸 것이 맞지 않아 따로 두었어요. 다른 것에는 영향이 없어요.',
  versionsApart: {
    they: (name) =>
      `${name === null ? '어떤 릴레이나 컴퓨터가' : `${name}님이`} 더 새로운 두레를 쓰고 있어서 서로 이어지지 않아요. 여기 두레를 업데이트해 주세요. 잃는 것은 없어요.`,
    we: (name) =>
      `${name === null ? '어떤 릴레이나 컴퓨터가' : `${name}님이`} 너무 오래된 두레를 쓰고 있어요. 쓴 글은 그쪽이 업데이트할 때까지 여기서 기다려요.`,
  },
  onceCardShownTwice:
    '한 사람만 쓰도록 만든 링크를 두 사람이 썼어요. 링크를 받은 분이 누구인지 확인하고 수락해 주세요.',
  forkFound: '누군가의 컴퓨터가 서로 다른 두 가지를 말하고 있어요. 둘 다 보관하고, 다툼이 있다고 표시해요.',
}
