import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { Agent } from 'node:https'
import { createRequire } from 'node:module'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, type Server } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSimulator, type Listening, type Simulator } from '../../src/testing/index.js'
import { sampleCard } from '../support/card-samples.js'
import { selfSigned } from '../support/certificate.js'
import { failureOf, JUMP } from '../support/merchant.js'
import { run } from '../support/packed.js'

/**
 * A client that we did not write, as its authors publish it: asks for classic tokens, sends empty members in `cardExt`, and
 * takes `https` for granted.
 */
const FOREIGN = 'wechat-api@1.35.1'

type Answer = Readonly<Record<string, unknown>>

/** What of it is used here. Every call ends with a callback. */
interface ForeignApi {
  setEndpoint(host: string): void
  setOpts(options: object): void
  [method: string]: (...values: never[]) => void
}

let folder: string
let simulator: Simulator
let listening: Listening
let inFront: Server
let api: ForeignApi

/** Calls a method and waits for its callback. */
const call = (method: string, ...values: unknown[]): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const callback = (error: unknown, answer: Answer): void => (error ? reject(error) : resolve(answer))
    api[method]?.(...([...values, callback] as never[])) // its own types are not published
  })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wechat-card-sdk-foreign-'))
  await writeFile(join(folder, 'package.json'), '{ "private": true }')
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', FOREIGN], { cwd: folder })
  simulator = createSimulator({ mode: 'legacy' })
  listening = await simulator.listen()
  const { port } = new URL(listening.url)
  // In front of the simulator stands what ends TLS, as in front of WeChat.
  const certificate = selfSigned()
  inFront = createServer(certificate, (client) => {
    const behind = connect(Number(port), '127.0.0.1')
    for (const [one, other] of [[client, behind] as const, [behind, client] as const]) {
      one.pipe(other)
      one.on('error', () => other.destroy())
    }
  }).listen(0, '127.0.0.1')
  await once(inFront, 'listening')
  const Api = createRequire(join(folder, 'package.json'))('wechat-api') as new (
    id: string,
    secret: string,
  ) => ForeignApi
  api = new Api(simulator.appId, simulator.appSecret)
  api.setEndpoint(`localhost:${(inFront.address() as AddressInfo).port}`)
  api.setOpts({ httpsAgent: new Agent({ ca: certificate.cert }) })
}, 180_000)

afterAll(async () => {
  inFront?.close()
  await listening?.close()
  await rm(folder, { recursive: true, force: true })
})

describe(`${FOREIGN}, redirected by its own options`, () => {
  test('obtains a token and a card ticket', async () => {
    const { accessToken } = (await call('getLatestToken')) as { accessToken: string }
    expect(accessToken).toMatch(/^[\w-]{100,}$/)
    const { ticket } = (await call('getTicket', 'wx_card')) as { ticket: string }
    const again = (await call('getTicket', 'wx_card')) as { ticket: string }
    expect(again.ticket).toBe(ticket)
    expect(simulator.requests.count('/cgi-bin/token')).toBe(1)
  })

  test('creates a coupon, signs cardExt that the phone accepts, decrypts, queries and redeems the code', async () => {
    const { card_id: cardId } = await call('createCard', sampleCard('CASH'))
    const phone = simulator.phone({ openid: 'oForeign' })
    const ext = await call('getCardExt', { card_id: cardId })
    const { errMsg, cardList } = await phone.addCard([{ cardId: String(cardId), cardExt: JSON.stringify(ext) }])
    expect(errMsg).toBe('addCard:ok')
    const { code } = await call('decryptCode', cardList[0]?.code)
    expect(code).toMatch(/^\d{12}$/)
    expect(await call('getCode', code)).toMatchObject({
      openid: 'oForeign',
      can_consume: true,
      card: { card_id: cardId },
    })
    expect(await call('consumeCode', code, cardId)).toMatchObject({ errcode: 0, openid: 'oForeign' })
    expect(phone.wallet()).toMatchObject([{ code, status: 'CONSUMED' }])
    await expect(call('consumeCode', code, cardId)).rejects.toThrow(/invalid code, this code has consumed/)
  })

  test('signs for cards with own codes and bound users too', async () => {
    const base = { use_custom_code: true, bind_openid: true }
    const { card_id: cardId } = await call('createCard', sampleCard('CASH', base))
    const ext = await call('getCardExt', { card_id: cardId, code: 'MINE-1', openid: 'oForeign' })
    const phone = simulator.phone({ openid: 'oForeign' })
    const list = [{ cardId: String(cardId), cardExt: JSON.stringify(ext) }]
    expect(await failureOf(simulator.phone({ openid: 'oOther' }).addCard(list))).toMatchObject({
      errMsg: 'addCard:fail (参数错误)',
    })
    const { cardList } = await phone.addCard(list)
    expect(await call('decryptCode', cardList[0]?.code)).toMatchObject({ code: 'MINE-1' })
  })

  test('activates a member card, and reads and changes the member', async () => {
    const { card_id: cardId } = await call('createCard', sampleCard('MEMBER_CARD', {}, JUMP))
    const form = { can_modify: false, common_field_id_list: ['USER_FORM_INFO_FLAG_MOBILE'] }
    await call('activateMembercardUserForm', { card_id: cardId, required_form: form })
    const ext = await call('getCardExt', { card_id: cardId })
    const phone = simulator.phone({ openid: 'oMember' })
    const { cardList } = await phone.addCard([{ cardId: String(cardId), cardExt: JSON.stringify(ext) }])
    const { code } = await call('decryptCode', cardList[0]?.code)
    const member = { card_id: cardId, code }
    await call('activateMembercard', { ...member, membership_number: 'M-1', init_bonus: 10 })
    expect(await call('getMemberCardUserInfo', member)).toMatchObject({
      has_active: true,
      bonus: 10,
      openid: 'oMember',
    })
    expect(await call('updateMemberCardUserInfo', { ...member, add_bonus: 5 })).toMatchObject({ result_bonus: 15 })
    expect(phone.wallet()).toMatchObject([{ active: true, bonus: 15 }])
  })

  test('is told what is wrong as WeChat tells it', async () => {
    await expect(call('getCard', 'pNobody')).rejects.toMatchObject({ name: 'WeChatAPIError', code: 40073 })
    await expect(call('decryptCode', 'nonsense')).rejects.toMatchObject({ code: 40075 })
  })
})
