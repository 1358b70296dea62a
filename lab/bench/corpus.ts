import { createDice } from '../sim/dice.ts'
import type { Dice } from '../sim/dice.ts'

const KOREAN =
  '오늘 저녁 내일 아침 우리 같이 만나자 만날까 어디서 몇시 좋아 그래 알겠어 고마워 미안 늦을 것 같아 지금 가는 중이야 도착했어 밥 먹었어 커피 마실래 회의 끝나고 연락할게 사진 보내줘 주말에 뭐해 영화 보러 갈래 비가 온대 우산 챙겨 조심히 들어가 잘자 생일 축하해 돈은 내가 보낼게 계좌 알려줘 엄마가 그러는데 정말 진짜 너무 많이 조금 아까 어제 다음주 월요일 화요일 금요일'.split(
    ' ',
  )
const ENGLISH =
  'see you at the station tomorrow morning I will bring the book did you read it yet maybe later thanks for dinner was great running late sorry on my way can we move the meeting to friday afternoon sounds good let me know when you are free happy birthday how much do I owe you send me the link please call me'.split(
    ' ',
  )

/** How many messages are Korean; the others are English. */
const KOREAN_PART = 0.6
/** How many messages end with a number, so that not all words are common ones. */
const NUMBERED_PART = 0.3
/** Characters of a message whose size is measured. */
const MEASURED_CHARACTERS = 30

const wordsOf = (dice: Dice): readonly string[] => (dice.chance(KOREAN_PART) ? KOREAN : ENGLISH)

/** Messages of about 30 characters, 60 % Korean and 40 % English. The same for a seed. */
export function corpus(messages: number, seed: number): string[] {
  const dice = createDice(`corpus ${seed}`)
  return Array.from({ length: messages }, (_, i) => {
    const words = wordsOf(dice)
    const text = Array.from({ length: dice.int(4, 10) }, () => dice.pick(words)).join(' ')
    return dice.chance(NUMBERED_PART) ? `${text} ${i}` : text
  })
}

/** The same, each message exactly 30 characters long: some 30 bytes of English, some 75 of Korean. */
export function evenCorpus(messages: number, seed: number): string[] {
  const dice = createDice(`even corpus ${seed}`)
  return Array.from({ length: messages }, () => {
    const words = wordsOf(dice)
    let text = dice.pick(words)
    while (text.length < MEASURED_CHARACTERS) text += ` ${dice.pick(words)}`
    // A text of letters and single spaces; one that would end with a space ends with a full stop.
    return text.slice(0, MEASURED_CHARACTERS).replace(/ $/u, '.')
  })
}
