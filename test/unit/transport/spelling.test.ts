import { describe, expect, test } from 'vitest'
import { Spelling } from '../../../src/transport/spelling.js'

const paths = ['card_id', 'list[].outer_str', 'card.*.base_info.sku.quantity']
const spelling = new Spelling({ check: Object.assign(() => [], { paths }), fields: 'use_limit' })

describe('a field under another spelling', () => {
  // WeChat ignores a name that it does not know, and so carries out another call than was meant.
  test.each([
    [{ cardId: 'p1' }, 'cardId', 'card_id'],
    [{ cardid: 'p1' }, 'cardid', 'card_id'],
    [{ 'card-id': 'p1' }, 'card-id', 'card_id'],
    [{ CARD_ID: 'p1' }, 'CARD_ID', 'card_id'],
    [{ cardId: 'p1', card_id: undefined }, 'cardId', 'card_id'],
    [{ list: [{ outer_str: 'a' }, { outerStr: 'b' }] }, 'list[1].outerStr', 'outer_str'],
    [{ card: { cash: { baseInfo: {} } } }, 'card.cash.baseInfo', 'base_info'],
    [{ useLimit: 1 }, 'useLimit', 'use_limit'],
  ])('%j', (request, field, meant) => {
    const received = expect.any(String)
    const expected = `left out: there is no such field (did you mean ${meant}?)`
    expect(spelling.validate(request)).toEqual([{ field, expected, received }])
  })

  test.each([
    { card_id: 'p1', list: [{ outer_str: 'a' }], use_limit: 1 },
    { card_id: 'p1', cardId: 'p1' }, // the right one is there
    { cardId: undefined }, // JSON leaves it out
    { newField: 1, new_field: 2, cards_id: 3 }, // of which nothing is known
    { list: ['card_id'] },
    { card_id: null },
  ])('is nothing else: %j', (request) => {
    expect(spelling.validate(request)).toEqual([])
  })

  test('is looked for in what JSON writes alone', () => {
    const entity = { toJSON: () => ({ card_id: 'p1' }), cardId: 'p1', self: {} }
    entity.self = entity // as an entity of a database refers to itself
    const list = Object.assign([1], { cardId: 'p1', self: {} })
    list.self = list
    const inherited = Object.create({ cardId: 'p1' }, { card_id: { value: 'p1', enumerable: true } })
    for (const request of [{ entity }, { list }, entity, inherited]) expect(spelling.validate(request)).toEqual([])
    expect(spelling.validate({ entity, list, cardId: 'p1' })).toMatchObject([{ field: 'cardId' }])
  })

  test('is described, and never shown', () => {
    expect(spelling.validate({ cardId: 'secret' })).toMatchObject([{ received: 'a string of 6 characters' }])
  })
})
