import { describe, expectTypeOf, test } from 'vitest'
import type { WeChatCardClient } from '../../src/index.js'

declare const wechat: WeChatCardClient

const card_id = 'pSimCard0000000000000000001a'

describe('what must not compile', () => {
  test('a button that is neither on nor off', () => {
    // @ts-expect-error is_open is missing
    wechat.cells.setPayCell({ card_id })
    // @ts-expect-error is_open is true or false
    wechat.cells.setSelfConsumeCell({ card_id, is_open: 1 })
  })

  test("the right spelling of WeChat's misspelt field", () => {
    // @ts-expect-error WeChat reads need_verify_cod
    wechat.cells.setSelfConsumeCell({ card_id, is_open: true, need_verify_code: true })
    // @ts-expect-error quick pay asks for no code
    wechat.cells.setPayCell({ card_id, is_open: true, need_verify_cod: true })
  })

  test('a store without a card, a card without a store', () => {
    // @ts-expect-error card_id is missing
    wechat.cells.setStoreCard({ poi_id: 1 })
    // @ts-expect-error poi_id is missing
    wechat.cells.setStoreCard({ card_id })
    // @ts-expect-error it is poi_id
    wechat.cells.getStoreCard({ poiId: 1 })
  })
})

describe('what must compile', () => {
  test('the samples of the documentation', () => {
    wechat.cells.setPayCell({ card_id: 'pSimCard0000000000000000001a', is_open: true })
    wechat.cells.setSelfConsumeCell({
      card_id: 'pSimCard0000000000000000001a',
      is_open: true,
      need_verify_cod: false,
      need_remark_amount: false,
    })
  })

  test('stores by a number or by its text', async () => {
    wechat.cells.setStoreCard({ poi_id: '210000001', card_id })
    expectTypeOf(await wechat.cells.getStoreCard({ poi_id: 210000001 })).toExtend<{ card_id: string }>()
  })
})
