import { describe, expectTypeOf, test } from 'vitest'
import type { WeChatCardClient } from '../../src/index.js'

declare const wechat: WeChatCardClient

const card_id = 'pSimCard0000000000000000002b'

describe('what must not compile', () => {
  test('making unavailable without a code, or with a reason that is no text', () => {
    // @ts-expect-error code is missing
    wechat.codes.setUnavailable({ reason: 'refund' })
    // @ts-expect-error a reason is text
    wechat.codes.setUnavailable({ code: '480019283747', reason: 7 })
  })

  test('codes that are missing, misspelt or numbers', () => {
    // @ts-expect-error code is missing
    wechat.codes.get({ card_id })
    // @ts-expect-error a code is text
    wechat.codes.consume({ code: 480019283746 })
    // @ts-expect-error it is encrypt_code
    wechat.codes.decrypt({ code: 'kS9sYh1T0d2mJxq+Zc7u4Q==' })
    // @ts-expect-error new_code is missing
    wechat.codes.update({ card_id, code: 'SIM001' })
    // @ts-expect-error it is check_consume
    wechat.codes.get({ code: '480019283746', checkConsume: false })
    // @ts-expect-error the card is missing
    wechat.codes.getDepositCount({})
  })

  test('one code where a list belongs', () => {
    // @ts-expect-error a list
    wechat.codes.deposit({ card_id, code: 'SIM001' })
    // @ts-expect-error a list
    wechat.codes.check({ card_id, code: 'SIM001' })
    // @ts-expect-error a list
    wechat.codes.depositAll(card_id, 'SIM001')
  })

  test('options that an import does not have', () => {
    // @ts-expect-error an import never sends a code again blindly
    wechat.codes.depositAll(card_id, ['SIM001'], { retry: true })
  })

  test('the type of what deposit answers taken for granted', async () => {
    const { succ_code } = await wechat.codes.deposit({ card_id, code: ['SIM001'] })
    // @ts-expect-error it may be a number, or not there at all
    succ_code.length
  })
})

describe('what must compile', () => {
  test('the samples of the documentation', () => {
    wechat.codes.deposit({ card_id: 'pSimCard0000000000000000002b', code: ['SIM001', 'SIM002'] })
    wechat.codes.getDepositCount({ card_id: 'pSimCard0000000000000000002b' })
    wechat.codes.check({ card_id: 'pSimCard0000000000000000002b', code: ['SIM001', 'SIM009'] })
    wechat.codes.get({ card_id: 'pSimCard0000000000000000001a', code: '480019283746', check_consume: false })
    wechat.codes.consume({ code: '480019283746' })
    wechat.codes.decrypt({ encrypt_code: 'kS9sYh1T0d2mJxq+Zc7u4Q==' })
    wechat.codes.update({ card_id: 'pSimCard0000000000000000002b', code: 'SIM001', new_code: 'SIM001-B' })
    wechat.codes.setUnavailable({ code: '480019283747', reason: 'refund' })
  })

  test('call options behind every request', () => {
    const options = { signal: AbortSignal.timeout(1), totalTimeoutMs: 1, retry: true }
    wechat.codes.consume({ code: '480019283746' }, options)
  })

  test('states that WeChat may add', async () => {
    const { user_card_status, can_consume, card } = await wechat.codes.get({ code: '480019283746' })
    expectTypeOf(user_card_status).toExtend<string>()
    expectTypeOf(can_consume).toEqualTypeOf<boolean>()
    expectTypeOf(card.begin_time).toEqualTypeOf<number>()
    if (user_card_status === 'A_STATE_OF_TOMORROW') wechat.codes.get({ code: '480019283746' })
  })

  test('an import tells apart what arrived and what did not', async () => {
    const codes: readonly string[] = ['SIM001']
    const onProgress = ({ done, total }: { done: number; total: number }) => done / total
    const results = await wechat.codes.depositAll(card_id, codes, { onProgress, signal: AbortSignal.timeout(1) })
    for (const result of results) {
      if (result.ok) expectTypeOf(result.existed).toEqualTypeOf<boolean>()
      else expectTypeOf(result.outcome).toEqualTypeOf<'not_sent' | 'rejected' | 'unknown'>()
    }
  })
})
