import { expect, test } from 'vitest'
import { testNode } from '#core/test/node.ts'
import { giveAll, giveLetters, value } from './testing.ts'

test('who hears something and leaves at once has said so in a note, before any timer would have (Y6)', () => {
  const [bora, jun] = [testNode('Bora'), testNode('Jun')]
  const { space } = value(bora.contact.add({ link: value(jun.contact.card({ once: true })).link }))
  value(bora.chat.send({ space, text: 'are you there?' }))
  const delivery = () => value(bora.chat.page({ space, limit: 1 })).messages[0]?.delivery
  giveLetters(bora, jun)
  giveAll(bora, jun, space)
  giveAll(jun, bora, space)
  expect(delivery()).toBe('saved')
  jun.finishTalk()
  giveAll(jun, bora, space)
  expect(delivery()).toBe('delivered')
})
