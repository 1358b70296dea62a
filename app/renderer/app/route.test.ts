import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { hashOf, routeOf, type Route } from './route.ts'

test('an address leads back to where it was written', () => {
  const id = fc.stringMatching(/^[a-z2-7]{1,60}$/)
  const route: fc.Arbitrary<Route> = fc.oneof(
    fc.constantFrom<Route>({ screen: 'chats' }, { screen: 'network' }, { screen: 'ui' }),
    fc.record({ screen: fc.constant('people' as const), person: fc.option(id) }),
    fc.record({ screen: fc.constant('settings' as const), section: fc.option(fc.constantFrom('looks', 'about')) }),
    fc.record({ screen: fc.constant('chat' as const), space: id, message: fc.option(id) }),
  )
  fc.assert(
    fc.property(route, (one) => {
      expect(routeOf(hashOf(one))).toEqual(one)
    }),
  )
})

test('what is no address is the list of chats', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(routeOf(`#x${text}`)).toEqual({ screen: 'chats' })
    }),
  )
  expect(routeOf('#/chats/Not An Id')).toEqual({ screen: 'chats' })
  expect(routeOf('')).toEqual({ screen: 'chats' })
})
