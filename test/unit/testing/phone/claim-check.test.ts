import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { NewCard } from '../../../../src/api/cards.js'
import { SimulatedAccount } from '../../../../src/testing/account/account.js'
import type { CardRecord } from '../../../../src/testing/account/cards.js'
import type { CodeRecord } from '../../../../src/testing/account/codes.js'
import { type SimulatorOptions, toSimulatorSettings } from '../../../../src/testing/account/options.js'
import { type Claim, isClaimRefusal, readClaim, wrongState } from '../../../../src/testing/phone/claim-check.js'
import { sampleCard } from '../../../support/card-samples.js'

const START = 1_700_000_000
const user = { openid: 'oSimOpen1', miniProgramOpenid: 'oMini1' }

/** An account whose clock stands still. */
const newAccount = (options: SimulatorOptions = {}): SimulatedAccount =>
  new SimulatedAccount(toSimulatorSettings({ mode: 'legacy', clock: { now: () => START * 1000 }, ...options }))

function addCard(account: SimulatedAccount, card: NewCard): CardRecord {
  const { card_type: type, ...bodies } = card
  const [body] = Object.values(bodies)
  return account.cards.add(type, body as CardRecord['body']) // a sample has one body
}

const coupon = (account: SimulatedAccount, base: object = {}): CardRecord => addCard(account, sampleCard('CASH', base))

/** Signs by the published recipe: sort, join, SHA-1. All values here are ASCII. */
function signed(ticket: string, cardId: string, members: Readonly<Record<string, unknown>>): string {
  const values = ['timestamp', 'nonce_str', 'code', 'openid'].flatMap((name) => members[name] ?? [])
  return createHash('sha1')
    .update([ticket, cardId, ...values.map(String)].sort().join(''))
    .digest('hex')
}

let claims = 0

/** One entry of `wx.addCard`'s list, right unless changed. */
function entry(account: SimulatedAccount, card: CardRecord, more: Readonly<Record<string, unknown>> = {}) {
  claims += 1
  const { ticket } = account.credentials.ticket('wx_card')
  const members = { timestamp: String(START), nonce_str: `n${claims}`, ...more }
  const ext = { signature: signed(ticket, card.cardId, members), ...members }
  return { cardId: card.cardId, cardExt: JSON.stringify(ext) }
}

/** What the user reads and why, or the claim. */
const read = (account: SimulatedAccount, what: unknown, who = user) => readClaim(account, who, what)

describe('what cardExt says', () => {
  test('the synthetic example of the specification is right', () => {
    // simTicket-abcDEF_0123456789 is no ticket that a simulator makes: signed() must agree with the published digest.
    const members = { timestamp: '1700000000', nonce_str: 'Ab9xZ' }
    const ticket = 'simTicket-abcDEF_0123456789'
    expect(signed(ticket, 'pSimCard0001', members)).toBe('74d29139ba0ea6f5f9cfa9dd6d81b39b8ca3bf8c')
    expect(signed(ticket, 'pSimCard0001', { ...members, code: 'CODE-77', openid: 'oSimOpen1' })).toBe(
      '66731a52222568be9e3217e6c34486f465c495b3',
    )
  })

  test('a right one is a claim, with everything that it carries', () => {
    const account = newAccount()
    const card = coupon(account)
    const claim = read(
      account,
      entry(account, card, { outer_str: 'kiosk-3', outer_id: 7, fixed_begintimestamp: START }),
    )
    expect(claim).toEqual({
      card,
      code: undefined,
      outerStr: 'kiosk-3',
      outerId: 7,
      nonce: expect.stringMatching(/^1700000000 n\d+$/),
      beganAt: START,
    })
  })

  test.each([
    ['timestamp as a number', { timestamp: START }],
    ['no nonce_str', { nonce_str: undefined }],
    ['empty members, as old clients send them', { code: '', openid: '' }],
    ['members that are null', { code: null, openid: null }],
    ['a nonce_str of 128 characters', { nonce_str: 'a'.repeat(128) }],
    // From a published guide to wx.addCard, and from WeChat's own sample of chooseInvoice.
    ['a UUID as nonce_str', { nonce_str: '0f8fad5b-d9cb-469f-a165-70867728950e' }],
    ['punctuation in nonce_str', { nonce_str: '(9J4YRV[#@' }],
  ])('%s is fine', (_, more) => {
    const account = newAccount()
    const card = coupon(account)
    expect(isClaimRefusal(read(account, entry(account, card, more)))).toBe(false)
  })

  test.each<[string, (account: SimulatedAccount, card: CardRecord) => unknown, string, RegExp]>([
    ['no entry', () => undefined, '参数错误', /cardId, cardExt/],
    ['an id that is no text', (_, { cardId }) => ({ cardId: [cardId] }), '参数错误', /cardId, cardExt/],
    [
      'a card that was never created',
      (account, card) => ({ ...entry(account, card), cardId: 'pNobody' }),
      '卡券不存在',
      /pNobody/,
    ],
    [
      'an object as cardExt',
      (account, card) => {
        const { cardId, cardExt } = entry(account, card)
        return { cardId, cardExt: JSON.parse(cardExt) }
      },
      '签名错误',
      /is an object: it must be a JSON string/,
    ],
    ['no cardExt', (_, { cardId }) => ({ cardId }), '签名错误', /is undefined/],
    ['what is no JSON', (_, { cardId }) => ({ cardId, cardExt: '{' }), '签名错误', /not JSON/],
    ['JSON that is no object', (_, { cardId }) => ({ cardId, cardExt: '[]' }), '签名错误', /no object/],
    ['no signature', (account, card) => entry(account, card, { signature: undefined }), '签名错误', /missing/],
    ['a wrong signature', (account, card) => entry(account, card, { signature: '0'.repeat(40) }), '签名错误', /SHA-1/],
    [
      'a signature in capitals',
      (account, card) => {
        const { cardId, cardExt } = entry(account, card)
        return { cardId, cardExt: cardExt.replace(/[\da-f]{40}/, (digest) => digest.toUpperCase()) }
      },
      '签名错误',
      /SHA-1/,
    ],
    [
      'a member changed after signing',
      (account, card) => {
        const { cardId, cardExt } = entry(account, card)
        return { cardId, cardExt: cardExt.replace('"n', '"m') }
      },
      '签名错误',
      /SHA-1/,
    ],
    [
      'the jsapi ticket',
      (account, card) => {
        account.credentials.ticket('wx_card')
        const members = { timestamp: String(START), nonce_str: 'jsapi' }
        const signature = signed(account.credentials.ticket('jsapi').ticket, card.cardId, members)
        return { cardId: card.cardId, cardExt: JSON.stringify({ ...members, signature }) }
      },
      '签名错误',
      /jsapi ticket instead/,
    ],
    [
      'milliseconds',
      (account, card) => entry(account, card, { timestamp: String(START * 1000) }),
      '参数错误',
      /ten digits/,
    ],
    ['no timestamp', (account, card) => entry(account, card, { timestamp: undefined }), '参数错误', /ten digits/],
    [
      'a nonce with a blank',
      (account, card) => entry(account, card, { nonce_str: 'a b' }),
      '参数错误',
      /visible ASCII/,
    ],
    [
      'a nonce of 129',
      (account, card) => entry(account, card, { nonce_str: 'a'.repeat(129) }),
      '参数错误',
      /visible ASCII/,
    ],
    [
      'a code for a card of WeChat’s codes',
      (account, card) => entry(account, card, { code: 'X' }),
      '参数错误',
      /code is given/,
    ],
    [
      'an openid without bind_openid',
      (account, card) => entry(account, card, { openid: user.openid }),
      '参数错误',
      /no bind_openid/,
    ],
  ])('%s is refused', (_, wrong, text, reason) => {
    const account = newAccount()
    expect(read(account, wrong(account, coupon(account)))).toEqual({ text, reason: expect.stringMatching(reason) })
  })

  test('without a nonce it is one claim for all that is signed', () => {
    const account = newAccount()
    const [one, other] = [coupon(account), coupon(account)]
    const nonceOf = (card: CardRecord, timestamp = String(START)): string | undefined => {
      const claim = read(account, entry(account, card, { nonce_str: undefined, timestamp }))
      return isClaimRefusal(claim) ? undefined : claim.nonce
    }
    expect(nonceOf(one)).toMatch(/^[\da-f]{40}$/)
    expect(nonceOf(one)).toBe(nonceOf(one))
    expect(nonceOf(one)).not.toBe(nonceOf(other))
    expect(nonceOf(one)).not.toBe(nonceOf(one, String(START + 1)))
  })

  test('nothing can be right before somebody has asked for a ticket', () => {
    const account = newAccount()
    const { cardId } = coupon(account)
    const cardExt = JSON.stringify({ timestamp: String(START), signature: '0'.repeat(40) })
    expect(read(account, { cardId, cardExt })).toEqual({
      text: '签名错误',
      reason: expect.stringMatching(/nobody has asked/),
    })
  })

  test('a ticket that is three hours old is accepted, an older one is not', () => {
    let now = START * 1000
    const account = newAccount({ clock: { now: () => now } })
    const card = coupon(account)
    const early = entry(account, card)
    now += 3 * 3_600_000 - 1
    expect(isClaimRefusal(read(account, early))).toBe(false)
    now += 1
    expect(read(account, early)).toMatchObject({ text: '签名错误' })
  })

  describe('of a card with own codes', () => {
    const custom = { use_custom_code: true }

    test('must have one of 1 to 20 letters and digits', () => {
      const account = newAccount()
      const card = coupon(account, custom)
      expect(read(account, entry(account, card, { code: 'CODE-77' }))).toMatchObject({ code: 'CODE-77' })
      expect(read(account, entry(account, card, { code: 'jonyqin_1434008071' }))).toMatchObject({
        code: 'jonyqin_1434008071',
      })
      expect(read(account, entry(account, card))).toMatchObject({
        text: '参数错误',
        reason: expect.stringMatching(/missing/),
      })
      for (const code of ['x'.repeat(21), 'a b', '码', 7]) {
        expect(read(account, entry(account, card, { code }))).toMatchObject({ text: '参数错误' })
      }
    })

    test('must not have one that was claimed before, whoever claimed it', () => {
      const account = newAccount()
      const card = coupon(account, custom)
      account.codes.issue(card, 'oOther', 'A1', undefined)
      expect(read(account, entry(account, card, { code: 'A1' }))).toMatchObject({ text: '已领完' })
    })

    test('must have none when the codes were imported', () => {
      const account = newAccount()
      const card = coupon(account, { ...custom, get_custom_code_mode: 'GET_CUSTOM_CODE_MODE_DEPOSIT' })
      expect(read(account, entry(account, card, { code: 'A1' }))).toMatchObject({ text: '参数错误' })
      expect(isClaimRefusal(read(account, entry(account, card)))).toBe(false)
    })
  })

  describe('of a card with bind_openid', () => {
    test.each([
      ['either', 'oSimOpen1', true],
      ['either', 'oMini1', true],
      ['either', 'oOther', false],
      ['either', undefined, false],
      ['officialAccount', 'oSimOpen1', true],
      ['officialAccount', 'oMini1', false],
      ['miniProgram', 'oSimOpen1', false],
      ['miniProgram', 'oMini1', true],
    ] as const)('where %s is wanted, %s is accepted: %s', (openidInCardExt, openid, accepted) => {
      const account = newAccount({ openidInCardExt })
      const card = coupon(account, { bind_openid: true })
      const result = read(account, entry(account, card, { openid }))
      expect(isClaimRefusal(result)).toBe(!accepted)
      if (!accepted) expect(result).toMatchObject({ text: '参数错误' })
    })

    test('a user without a mini program has one openid only', () => {
      const account = newAccount({ openidInCardExt: 'miniProgram' })
      const card = coupon(account, { bind_openid: true })
      const result = readClaim(account, { openid: 'oSimOpen1' }, entry(account, card, { openid: 'oSimOpen1' }))
      expect(result).toMatchObject({ text: '参数错误' })
    })
  })
})

describe('whether the card can be had', () => {
  const claimOf = (card: CardRecord, more: Partial<Claim> = {}): Claim => ({
    card,
    code: undefined,
    outerStr: undefined,
    ...more,
  })

  test('it can, as long as nothing is against it', () => {
    const account = newAccount()
    expect(wrongState(account, user, claimOf(coupon(account)))).toBeUndefined()
  })

  test('a nonce is good for one claim, also within one list', () => {
    const account = newAccount()
    const card = coupon(account)
    const claim = claimOf(card, { nonce: '1 a' })
    expect(wrongState(account, user, claim)).toBeUndefined()
    expect(wrongState(account, user, claim, [claim])).toMatchObject({ text: '已领完' })
    account.usedNonces.add('1 a')
    expect(wrongState(account, user, claim)).toMatchObject({
      text: '已领完',
      reason: expect.stringMatching(/nonce_str/),
    })
  })

  test('a card under review can be had by testers only, a rejected one likewise', () => {
    const account = newAccount({ review: 'manual' })
    const card = coupon(account)
    expect(wrongState(account, user, claimOf(card))).toMatchObject({ text: '卡券审核中' })
    Object.assign(account.cards, { testers: { openids: [user.openid], usernames: [] } })
    expect(wrongState(account, user, claimOf(card))).toBeUndefined()
    expect(wrongState(account, { openid: 'oOther' }, claimOf(card))).toMatchObject({ text: '卡券审核中' })
    account.cards.decide(card, false)
    expect(wrongState(account, { openid: 'oOther' }, claimOf(card))).toMatchObject({ text: '卡券审核中' })
    account.cards.decide(card, true)
    expect(wrongState(account, { openid: 'oOther' }, claimOf(card))).toBeUndefined()
  })

  test('a deleted card cannot be had, nor one whose time is over', () => {
    const account = newAccount()
    const deleted = coupon(account)
    deleted.status = 'CARD_STATUS_DELETE'
    expect(wrongState(account, user, claimOf(deleted))).toMatchObject({ text: '卡券不存在' })
    const range = { type: 'DATE_TYPE_FIX_TIME_RANGE', begin_timestamp: START - 9, end_timestamp: START - 1 }
    expect(wrongState(account, user, claimOf(coupon(account, { date_info: range })))).toMatchObject({
      text: '卡券已过期',
    })
  })

  test('stock is counted with what comes first in the same list', () => {
    const account = newAccount()
    const card = coupon(account, { sku: { quantity: 2 } })
    const [one, two, three] = [claimOf(card), claimOf(card), claimOf(card)]
    expect(wrongState(account, user, two, [one])).toBeUndefined()
    expect(wrongState(account, user, three, [one, two])).toMatchObject({ text: '已领完', reason: 'the stock is 2' })
    expect(wrongState(account, user, three, [claimOf(coupon(account)), one])).toBeUndefined()
  })

  test('imported codes are counted likewise', () => {
    const account = newAccount()
    const card = coupon(account, { use_custom_code: true, get_custom_code_mode: 'GET_CUSTOM_CODE_MODE_DEPOSIT' })
    card.deposited.add('A1')
    expect(wrongState(account, user, claimOf(card))).toBeUndefined()
    expect(wrongState(account, user, claimOf(card), [claimOf(card)])).toMatchObject({
      text: '已领完',
      reason: expect.stringMatching(/imported/),
    })
  })

  test('a user has no more than get_limit, with what comes first in the list, without what was given or thrown away', () => {
    const account = newAccount()
    const card = coupon(account, { get_limit: 2 })
    const first = account.codes.issue(card, user.openid, undefined, undefined)
    expect(wrongState(account, user, claimOf(card))).toBeUndefined()
    expect(wrongState(account, user, claimOf(card), [claimOf(card)])).toMatchObject({ text: '已领取' })
    const second = account.codes.issue(card, user.openid, undefined, undefined)
    expect(wrongState(account, user, claimOf(card))).toMatchObject({
      text: '已领取',
      reason: expect.stringMatching(/get_limit/),
    })
    expect(wrongState(account, { openid: 'oOther' }, claimOf(card))).toBeUndefined()
    account.codes.consume(first)
    expect(wrongState(account, user, claimOf(card))).toMatchObject({ text: '已领取' })
    account.codes.remove(first)
    expect(wrongState(account, user, claimOf(card))).toBeUndefined()
    account.codes.restore(first)
    expect(wrongState(account, user, claimOf(card))).toMatchObject({ text: '已领取' })
    account.codes.handOver(second, 'oOther', second.code)
    expect(wrongState(account, user, claimOf(card))).toBeUndefined()
  })

  test('where get_limit counts all that a user ever had, neither throwing nor giving away makes room', () => {
    const account = newAccount({ limitsCount: 'ever' })
    const card = coupon(account, { get_limit: 2 })
    const [thrown, given] = [0, 1].map(() => account.codes.issue(card, user.openid, undefined, undefined))
    account.codes.remove(thrown as CodeRecord)
    account.codes.handOver(given as CodeRecord, 'oOther', '100000000001')
    expect(wrongState(account, user, claimOf(card))).toMatchObject({ text: '已领取' })
  })

  test.each([undefined, 0])('without a limit (%s) it is 50', (get_limit) => {
    const account = newAccount()
    const card = coupon(account, get_limit === undefined ? {} : { get_limit })
    for (let i = 0; i < 49; i++) account.codes.issue(card, user.openid, undefined, undefined)
    expect(wrongState(account, user, claimOf(card))).toBeUndefined()
    account.codes.issue(card, user.openid, undefined, undefined)
    expect(wrongState(account, user, claimOf(card))).toMatchObject({ text: '已领取' })
  })

  test('one code of the merchant’s own does not stand twice in a list', () => {
    const account = newAccount()
    const card = coupon(account, { use_custom_code: true })
    const claim = claimOf(card, { code: 'A1' })
    expect(wrongState(account, user, claim, [claimOf(card, { code: 'A2' })])).toBeUndefined()
    expect(wrongState(account, user, claim, [claim])).toMatchObject({ text: '已领完' })
  })

  test('a member card that was thrown away comes back although the stock is gone', () => {
    const account = newAccount()
    const card = addCard(account, sampleCard('MEMBER_CARD', { sku: { quantity: 1 } }))
    account.codes.remove(account.codes.issue(card, user.openid, undefined, undefined))
    expect(wrongState(account, user, claimOf(card))).toBeUndefined()
    expect(wrongState(account, { openid: 'oOther' }, claimOf(card))).toMatchObject({ text: '已领完' })
  })
})
