import { describe, expect, test } from 'vitest'
import { buildOpenCardList } from '../../../src/helpers/open-card.js'
import { problemsOf } from './problems.js'

const card = { cardId: 'pSimCard0001', code: '480019283746' }

const refusals = (cards: unknown) => problemsOf(() => buildOpenCardList(cards as never))

describe('buildOpenCardList', () => {
  test('hands on up to five cards', () => {
    const cards = [1, 2, 3, 4, 5].map((n) => ({ cardId: `pSimCard000${n}`, code: `48001928374${n}` }))
    expect(buildOpenCardList(cards)).toEqual(cards)
    expect(buildOpenCardList(cards)).not.toBe(cards)
  })

  test.each([[[]], [Array(6).fill(card)]])('refuses none, and more than five', (cards) => {
    expect(refusals(cards)).toMatchObject([{ field: 'cards', expected: 'an array of 1 to 5 cards' }])
  })

  test('refuses a code that is still encrypted, and says what to do', () => {
    expect(refusals([card, { ...card, code: 'kS9sYh1T0d2mJxq+Zc7u4Q==' }])).toMatchObject([
      { field: 'cards[1].code', expected: expect.stringMatching(/a plain code.*decrypted first/) },
    ])
  })

  // 64 in one edition of WeChat's page on /card/code/update; 32 for WeChat Pay's member cards, which keep their card ids.
  test('a code of up to 64 characters is plain', () => {
    expect(refusals([{ ...card, code: 'A'.repeat(32) }])).toEqual([])
    expect(refusals([{ ...card, code: 'a'.repeat(64) }])).toEqual([])
    expect(refusals([{ ...card, code: 'a'.repeat(65) }])).toHaveLength(1)
  })

  test('lists everything that is wrong', () => {
    const cards = [{ cardId: '', code: '' }, null, { ...card, isSuccess: true }, { card_id: 'p', code: 480019283746 }]
    expect(refusals(cards).map(({ field }) => field)).toEqual([
      'cards[0].cardId',
      'cards[0].code',
      'cards[1]',
      'cards[2].isSuccess',
      'cards[3].cardId',
      'cards[3].code',
      'cards[3].card_id',
    ])
  })

  test.each([undefined, null, 'text', {}])('refuses %j instead of cards', (cards) => {
    expect(refusals(cards)).toMatchObject([{ field: 'cards' }])
  })
})
