import { expect, test } from 'vitest'
import { testNode, testPorts } from '#core/test/node.ts'
import { examine } from './doctor.ts'
import { value } from './testing.ts'

test('a doctor who has only just opened the folder compares every chat with its envelopes (D8, D9)', () => {
  const ports = testPorts()
  const bora = testNode('Bora', ports)
  const { space } = value(bora.contact.add({ link: value(testNode('Jun').contact.card({ once: true })).link }))
  value(bora.chat.send({ space, text: 'hello' }))
  bora.stop()

  const opened = testNode(null, ports)
  expect(examine(opened.state, null)).toMatchObject({ logs: 2, messages: 1, findings: [] })
  opened.stop()

  ports.db.transaction((db) => void db.run("UPDATE message SET text = 'something else'"))
  expect(examine(testNode(null, ports).state, null).findings).toEqual([
    { type: 'ProjectionDiffers', space, missing: 1, extra: 1 },
  ])
})
