import { expect, test } from 'vitest'
import { CARD_EVENT_NAMES as READ } from '../../../../src/events/types.js'
import { CARD_EVENT_NAMES, isCardEventName } from '../../../../src/testing/account/event-names.js'

test('the simulator and the reader of events know the same names, each by its own list', () => {
  expect([...CARD_EVENT_NAMES].sort()).toEqual([...READ].sort())
})

test.each(['subscribe', 'constructor', '', 1, undefined])('%j is the name of no event about cards', (name) => {
  expect(isCardEventName(name)).toBe(false)
})
