// The gateway of the simulated API: it takes JSON as other languages write it, and its refusals say why.
import { describe, expect, test } from 'vitest'
import { createSimulator, type Simulator } from '../../src/testing/index.js'
import { sampleCard } from '../support/card-samples.js'
import { JUMP, memberMerchant, withCard } from '../support/merchant.js'

/** Calls the API as software of others does: with exactly this JSON text, and the token in the query. */
async function post(simulator: Simulator, path: string, body: unknown): Promise<Record<string, unknown>> {
  const { appId, appSecret } = simulator
  const credentials = `grant_type=client_credential&appid=${appId}&secret=${appSecret}`
  const token = await simulator.fetch(`https://api.weixin.qq.com/cgi-bin/token?${credentials}`)
  const { access_token } = (await token.json()) as { access_token: string }
  const between = path.includes('?') ? '&' : '?'
  const url = `https://api.weixin.qq.com${path}${between}access_token=${access_token}`
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const response = await simulator.fetch(url, { method: 'POST', body: text })
  expect(response.status).toBe(200)
  return (await response.json()) as Record<string, unknown>
}

/** A member card of the jump type in one user's wallet. */
async function oneMember() {
  const { simulator, wechat, cardId } = await memberMerchant()
  const phone = simulator.phone({ openid: 'oLin' })
  const { cardList } = await phone.addCard(await wechat.buildAddCardList([{ cardId }]))
  const code = await wechat.decryptCode(cardList[0]?.code ?? '')
  return { simulator, wechat, cardId, phone, code }
}

describe('null is left out', () => {
  // Senparc's live test sends `status_list: null` (CardAPITest.cs); wechatpy's defaults are None; Jackson and Go pointers
  // send null unless told otherwise. (reports-42)
  test.each<[string, (card: { cardId: string; code: string }) => object]>([
    ['/card/batchget', () => ({ offset: 0, count: 5, status_list: null })],
    ['/card/testwhitelist/set', () => ({ openid: ['oA'], username: null })],
    ['/card/testwhitelist/set', () => ({ openid: null, username: ['someone'] })],
    [
      '/card/membercard/activateuserform/set',
      ({ cardId }) => ({
        card_id: cardId,
        required_form: { common_field_id_list: ['USER_FORM_INFO_FLAG_MOBILE'] },
        optional_form: null,
      }),
    ],
    [
      '/card/membercard/activate',
      ({ cardId, code }) => ({
        card_id: cardId,
        code,
        membership_number: 'M1',
        init_bonus: 1,
        init_bonus_record: null,
        init_custom_field_value1: null,
        background_pic_url: null,
        activate_begin_time: null,
        activate_end_time: null,
      }),
    ],
    ['/card/code/get', ({ code }) => ({ card_id: null, code, check_consume: null })],
    ['/card/user/getcardlist', () => ({ openid: 'oLin', card_id: null })],
    [
      '/card/qrcode/create',
      ({ cardId }) => ({
        action_name: 'QR_CARD',
        expire_seconds: null,
        action_info: { card: { card_id: cardId, code: null, openid: null, is_unique_code: null, outer_str: null } },
      }),
    ],
  ])('%s', async (path, body) => {
    const { simulator, cardId, code } = await oneMember()
    expect(await post(simulator, path, body({ cardId, code }))).toMatchObject({ errcode: 0 })
  })

  test('also where it would have become a text: the activation link, the titles of invoices', async () => {
    const { simulator, cardId } = await oneMember()
    const { url } = await post(simulator, '/card/membercard/activate/geturl', { card_id: cardId, outer_str: null })
    expect(url).not.toContain('null')
    const asked = await post(simulator, '/card/invoice/biz/getusertitleurl', {
      attach: null,
      biz_name: 'Tea',
      user_fill: 1,
      title: null,
    })
    expect(JSON.stringify(asked)).not.toContain('null')
  })

  test('but a field that must be there is missing then', async () => {
    const { simulator } = await oneMember()
    const answer = await post(simulator, '/card/get', { card_id: null })
    expect(answer).toEqual(await expectSameAs(simulator, '/card/get', {}))
  })

  /** The answer without the id of its request. */
  async function expectSameAs(simulator: Simulator, path: string, body: object): Promise<object> {
    const { errcode } = await post(simulator, path, body)
    return expect.objectContaining({ errcode })
  }
})

describe('an empty text is left out where the field may be', () => {
  // EasyWeChat sends card_id "" by default, for ten years (reports-43).
  test.each<[string, (code: string) => object]>([
    ['/card/code/get', (code) => ({ code, card_id: '' })],
    ['/card/code/consume', (code) => ({ code, card_id: '' })],
    ['/card/code/unavailable', (code) => ({ code, card_id: '' })],
  ])('%s with an empty card_id', async (path, body) => {
    const { simulator, claimBy, phone } = await withCard(sampleCard('CASH'))
    const { code } = await claimBy(phone)
    expect(await post(simulator, path, body(code))).toMatchObject({ errcode: 0 })
  })

  test.each<[string, (code: string) => object]>([
    ['/card/membercard/activate', (code) => ({ code, card_id: '', membership_number: 'M1' })],
    ['/card/membercard/updateuser', (code) => ({ code, card_id: '', bonus: 5 })],
  ])('%s with an empty card_id', async (path, body) => {
    const { simulator, wechat, cardId, code } = await oneMember()
    await wechat.members.activate({ card_id: cardId, code, membership_number: 'M0' })
    expect(await post(simulator, path, body(code))).toMatchObject({ errcode: 0 })
  })

  test('so that a user has all his cards', async () => {
    const { simulator, cardId, code } = await oneMember()
    const { card_list } = await post(simulator, '/card/user/getcardlist', { openid: 'oLin', card_id: '' })
    expect(card_list).toEqual([{ card_id: cardId, code }])
  })

  test('so that a QR code with an empty code and openid can be scanned', async () => {
    const { simulator, cardId, phone } = await withCard(sampleCard('CASH'))
    const card = { card_id: cardId, code: '', openid: '', is_unique_code: false, outer_str: '' }
    const { url } = await post(simulator, '/card/qrcode/create', { action_name: 'QR_CARD', action_info: { card } })
    await phone.scan(String(url))
    expect(phone.wallet()).toHaveLength(1)
  })

  test('in an update, too: the sample of "Manage Member Card" sends an empty prerogative', async () => {
    const { simulator, cardId } = await oneMember()
    const member_card = { prerogative: '', bonus_rules: 'one a yuan' }
    expect(await post(simulator, '/card/update', { card_id: cardId, member_card })).toMatchObject({ errcode: 0 })
  })
})

describe('a refusal says why, beside the code', () => {
  const last = ({ requests }: Simulator) => requests.at(-1)

  test.each<[string, object | string, number, RegExp]>([
    ['/card/get', {}, 40056, /card_id is missing/],
    ['/card/batchget', { offset: '0', count: 5 }, 47001, /offset is the text "0": a whole number/],
    ['/card/code/get', { code: 587300000000 }, 47001, /code is the number 587300000000: text/],
    ['/card/get', '{"card_id":', 47001, /not JSON/],
    ['/card/get', '[]', 47001, /no object/],
    ['/card/get', `{"card_id":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, 47001, /deep/],
    ['/card/get', '{"card_id":"\\u5973"}', 40033, /\\u5973/],
  ])('%s %j', async (path, body, errcode, reason) => {
    const simulator = createSimulator()
    const answer = await post(simulator, path, body)
    expect(last(simulator)).toMatchObject({ path, errcode: answer.errcode, reason: expect.stringMatching(reason) })
    expect(answer).not.toHaveProperty('reason')
    if (path !== '/card/get' || typeof body === 'string') expect(answer.errcode).toBe(errcode)
  })

  test('every refusal has a reason, and no success', async () => {
    const { simulator } = await memberMerchant(JUMP)
    await post(simulator, '/card/nothing', {})
    await post(simulator, '/card/get', { card_id: 'pNone' })
    await simulator.fetch('https://api.weixin.qq.com/card/get?access_token=old', { method: 'POST', body: '{}' })
    const refused = simulator.requests.filter(({ errcode }) => errcode !== 0)
    expect(refused).toHaveLength(3)
    for (const { reason } of refused) expect(reason).toMatch(/\w{5}/)
    for (const each of simulator.requests.filter(({ errcode }) => errcode === 0))
      expect(each).not.toHaveProperty('reason')
  })
})

describe('a fault inside the simulator', () => {
  test('is answered with 500 and its text, and recorded', async () => {
    let broken = false
    const clock = {
      now() {
        if (broken) throw new RangeError('the clock has stopped')
        return 1_764_000_000_000
      },
    }
    const simulator = createSimulator({ clock })
    broken = true
    const response = await simulator.fetch('https://api.weixin.qq.com/card/get?access_token=x', { method: 'POST' })
    expect(response.status).toBe(500)
    expect(await response.text()).toContain('the clock has stopped')
    expect(simulator.requests.at(-1)).toMatchObject({
      path: '/card/get',
      errcode: undefined,
      reason: expect.stringContaining('the clock has stopped'),
    })
  })
})

test.each(['//[', '*', '//evil/x', 'http://[', '/\\evil', '/%'])(
  'a target such as %s is refused as any other',
  async (target) => {
    const simulator = createSimulator()
    const { url, close } = await simulator.listen()
    const { request } = await import('node:http')
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const { port } = new URL(url)
      request({ port, host: '127.0.0.1', path: target }, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end()
    })
    await close()
    expect(status).toBe(200)
  },
)
