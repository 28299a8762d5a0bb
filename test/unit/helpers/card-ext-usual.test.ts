// That a card which is right, as nearly all are, is not checked a second time with all shapes, which takes longer than
// its signature. What is refused is the matter of card-ext.test.ts: both checks refuse the same.
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { buildAddCardList, buildCardExt } from '../../../src/helpers/card-ext.js'
import { problemsOfCards } from '../../../src/helpers/fields.js'
import { checkObject } from '../../../src/validate.js'

vi.mock('../../../src/validate.js', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../../src/validate.js')>()
  return { ...original, checkObject: vi.fn(original.checkObject) }
})

vi.mock('../../../src/helpers/fields.js', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../../src/helpers/fields.js')>()
  return { ...original, problemsOfCards: vi.fn(original.problemsOfCards) }
})

beforeEach(() => {
  vi.mocked(checkObject).mockClear()
  vi.mocked(problemsOfCards).mockClear()
})

const cardId = 'pSimCard0001'
const cardTicket = 'simTicket-abcDEF_0123456789'

describe('one look is enough', () => {
  test.each([
    ['a card alone', {}],
    ['an openid', { openid: 'oSimOpen1' }],
    ['a nonce', { nonceStr: 'Ab9xZ' }],
    ['a time', { timestamp: 1700000000 }],
    ['a code', { code: 'CODE-77' }],
    ['a channel', { outerStr: '桌 7' }],
    ['an empty channel', { outerStr: '' }],
    ['what is left out by undefined', { openid: undefined, nonceStr: undefined, timestampAs: undefined }],
    ['all of these', { openid: 'o', nonceStr: 'n', timestamp: 1700000000, code: 'c', outerStr: 's' }],
  ])('for %s', (_, more) => {
    buildCardExt({ cardId, ...more, cardTicket })
    buildAddCardList([{ cardId }, { cardId, ...more }], { cardTicket })
    expect(checkObject).not.toHaveBeenCalled()
    expect(problemsOfCards).not.toHaveBeenCalled()
  })
})

describe('a closer look is taken', () => {
  test.each<[string, object]>([
    ['at a nonce that is left out', { nonceStr: false }],
    ['at an empty code', { code: '' }],
    ['at an empty openid', { openid: '' }],
    ['at the form of the time', { timestampAs: 'number' }],
    ['at a start time', { fixedBeginTimestamp: 1700000000 }],
  ])('%s, and finds it right', (_, more) => {
    const cardExt = buildCardExt({ cardId, cardTicket, nonceStr: 'n', timestamp: 1700000000, ...more })
    expect(checkObject).toHaveBeenCalledTimes(1)
    const card = { cardId, nonceStr: 'n', timestamp: 1700000000, ...more }
    expect(buildAddCardList([card], { cardTicket })).toEqual([{ cardId, cardExt }])
    expect(problemsOfCards).toHaveBeenCalledTimes(1)
  })

  test.each<[string, object]>([
    ['no card id', { cardId: undefined }],
    ['an openid with a blank', { openid: 'a b' }],
    ['a nonce with a blank', { nonceStr: 'a b' }],
    ['a time in milliseconds', { timestamp: 1700000000000 }],
    ['a code with a blank', { code: 'a b' }],
    ['half a character in the channel', { outerStr: '\ud83d' }],
    ['a member that is not known', { jsapiTicket: 't' }],
  ])('at a card with %s, which is refused', (_, wrong) => {
    expect(() => buildCardExt({ cardId, cardTicket, ...wrong })).toThrow(/^buildCardExt: /)
    expect(() => buildAddCardList([{ cardId }, { cardId, ...wrong }], { cardTicket })).toThrow(/cards\[1\]/)
    expect(() => buildAddCardList([{ cardId, ...wrong }, { cardId }], { cardTicket })).toThrow(/cards\[0\]/)
  })

  test('at a ticket that stands in a card of a list, which is refused', () => {
    expect(() => buildAddCardList([{ cardId, cardTicket } as never], { cardTicket })).toThrow(/cards\[0\]\.cardTicket/)
  })
})
