import { expect, test } from 'vitest'
import { testNode } from '#core/test/node.ts'
import { gatherSends } from './sending.ts'

const chatting = () => {
  const bora = testNode('Bora')
  const jun = testNode('Jun')
  const card = jun.contact.card({ once: true })
  const added = card.ok ? bora.contact.add({ link: card.value.link }) : card
  if (!added.ok) throw new Error(added.error.type)
  return { bora, space: added.value.space }
}

test('messages asked for in one turn are kept together, each in its order, and what is wrong with one harms no other', async () => {
  const { bora, space } = chatting()
  const turns: (() => void)[] = []
  const send = gatherSends(bora, (work) => turns.push(work))
  const answers = [
    send({ space, text: 'one' }),
    send({ space, text: '   ' }),
    send({ space: 'nowhere', text: 'two' }),
    send({ space, text: 'three' }),
  ]
  expect(turns).toHaveLength(1)
  turns[0]?.()
  const outcomes = await Promise.all(answers)
  expect(outcomes.map((answer) => (answer.ok ? 'kept' : answer.error.type))).toEqual([
    'kept',
    'TextEmpty',
    'SpaceUnknown',
    'kept',
  ])
  const page = bora.chat.page({ space, limit: 10 })
  expect(page.ok && page.value.messages.map(({ text }) => text)).toEqual(['one', 'three'])
})

test('a fault of ours is told to everybody who asked, and the next are sent', async () => {
  const { bora, space } = chatting()
  const turns: (() => void)[] = []
  const broken = {
    ...bora,
    chat: {
      ...bora.chat,
      sendMany: () => {
        throw new Error('a bug')
      },
    },
  }
  const send = gatherSends(broken, (work) => turns.push(work))
  const asked = send({ space, text: 'one' })
  turns[0]?.()
  await expect(asked).rejects.toThrow('a bug')
  const again = send({ space, text: 'two' })
  expect(turns).toHaveLength(2)
  turns[1]?.()
  await expect(again).rejects.toThrow('a bug')
})
