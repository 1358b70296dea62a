import type { Words } from '../en/index.ts'

/** The line between the page and Dure on this computer. */
export const connection: Words['connection'] = {
  connecting: '이 컴퓨터의 두레에 연결하는 중…',
  lost: '이 컴퓨터의 두레가 응답하지 않아요. 다시 연결하는 중…',
  refused: '이 페이지의 열쇠가 더 이상 맞지 않아요',
  refusedMore:
    '두레가 다시 시작되어 열쇠가 바뀌었어요. 이 페이지를 닫고 두레가 알려 주는 주소를 열어 주세요. 보낸 글은 모두 그대로 있어요.',
  keyless: '두레에서 열어 주세요',
  keylessMore: '두레를 시작하면 나오는 주소에 열쇠가 들어 있어요. 그 주소를 열어 주세요.',
}
