import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test, vi } from 'vitest'
import {
  type CardEvent,
  createEventHandler,
  EventReceiver,
  type OtherEvent,
  toNodeHandler,
} from '../../src/events/index.js'
import type { PushOptions, Simulator } from '../../src/testing/index.js'
import { sampleCard } from '../support/card-samples.js'
import { ANSWERS, failureOf, memberMerchant, phonesOf, withCard } from '../support/merchant.js'

const token = 'callbackToken01'
const encodingAESKey = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'
const MINUTE = 60_000

/** A merchant's endpoint made with the SDK, for that mode, and the events that reached its code. */
function endpoint(simulator: Simulator, mode: 'safe' | 'compatible' | 'plain') {
  const events: (CardEvent | OtherEvent)[] = []
  const { appId } = simulator
  const { clock } = simulator.clientOptions()
  const receiver = new EventReceiver({ appId, token, mode, clock, ...(mode === 'plain' ? {} : { encodingAESKey }) })
  const handler = createEventHandler(receiver, {}, { onUnhandled: (event) => void events.push(event) })
  return { handler, events }
}

const MODES: readonly [NonNullable<PushOptions['mode']>, NonNullable<PushOptions['format']>][] = [
  ['plain', 'xml'],
  ['plain', 'json'],
  ['compatible', 'xml'],
  ['compatible', 'json'],
  ['safe', 'xml'],
  ['safe', 'json'],
]

describe('events for the SDK’s own receiver', () => {
  test.each(MODES)('arrive in the mode %s as %s, whatever a phone and an API call cause', async (mode, format) => {
    const { simulator, wechat, cardId } = await memberMerchant()
    const { handler, events } = endpoint(simulator, mode)
    const target = simulator.pushTo(handler, { token, encodingAESKey, mode, format })
    expect(await target.verify()).toEqual({ ok: true })
    const [lin] = phonesOf(simulator)
    const { extraData } = await wechat.getActivationNavigation({ cardId, outerStr: '桌 7&=<]]>' })
    const { code = '' } = (await lin.openActivation(extraData, ANSWERS)).referrerInfo.extraData ?? {}
    await wechat.members.activate({ card_id: cardId, code, membership_number: 'M-1' })
    await wechat.members.update({ card_id: cardId, code, add_bonus: 5 })
    await lin.deleteCard({ cardId, code })
    await simulator.settled()
    const address = { FromUserName: 'oLin', CardId: cardId, UserCardCode: code, MsgType: 'event' }
    const byName = new Map(events.map((event) => [event.Event, event]))
    expect(byName.get('user_get_card')).toMatchObject({ ...address, OuterStr: '桌 7&=<]]>', IsRestoreMemberCard: '0' })
    expect(byName.get('submit_membercard_user_info')).toMatchObject(address)
    expect(byName.get('update_member_card')).toMatchObject({ ...address, ModifyBonus: '5', ModifyBalance: '0' })
    expect(byName.get('user_del_card')).toMatchObject(address)
    expect(events).toHaveLength(4)
    expect(simulator.pushes.counts).toEqual({ accepted: 4 })
  })

  test.each(MODES)('arrive in the mode %s as %s as they do in a Request', async (mode, format) => {
    const { simulator } = await memberMerchant()
    const [one, other] = [endpoint(simulator, mode), endpoint(simulator, mode)]
    simulator.pushTo(one.handler, { token, encodingAESKey, mode, format })
    simulator.pushTo((request) => other.handler(request), { token, encodingAESKey, mode, format })
    const event = { Event: 'user_view_card', FromUserName: 'oLin', CardId: 'pCard', UserCardCode: '1', OuterStr: '' }
    for (const OuterStr of ['桌 7&=<]]>', 'half a pair: \ud83d', 'too much '.repeat(50_000)]) {
      simulator.emit({ ...event, OuterStr })
      await simulator.settled()
    }
    expect(one.events).toHaveLength(2)
    expect(one.events).toEqual(other.events)
    expect(simulator.pushes.counts).toEqual({ accepted: 4, given_up: 2 })
    expect(new Set(simulator.pushes.slice(-2).map(({ reason }) => reason))).toEqual(new Set(['HTTP 400']))
  })

  test('a copy that the SDK has seen is not handed over again', async () => {
    const { simulator, claimBy, phone } = await withCard(sampleCard('CASH'))
    const { handler, events } = endpoint(simulator, 'safe')
    simulator.pushTo(handler, { token, encodingAESKey, twice: true })
    await claimBy(phone)
    await simulator.settled()
    // One of the copies may meet the other at work and be sent again: in the end both are accepted.
    expect(simulator.pushes.counts).toEqual({ accepted: 2 })
    expect(events.map(({ Event }) => Event)).toEqual(['user_get_card'])
  })

  test('with another token or key they are refused, and WeChat gives up', async () => {
    for (const wrong of [{ token: 'otherToken' }, { encodingAESKey: `x${encodingAESKey.slice(1)}` }]) {
      const { simulator, claimBy, phone } = await withCard(sampleCard('CASH'))
      const { handler, events } = endpoint(simulator, 'safe')
      simulator.pushTo(handler, { token, encodingAESKey, ...wrong })
      const card = await claimBy(phone)
      await phone.deleteCard(card)
      await simulator.settled()
      expect(events).toEqual([])
      expect(simulator.pushes.counts).toEqual({ planned: 1, given_up: 1 })
      expect(simulator.pushes.find(({ outcome }) => outcome === 'given_up')?.reason).toMatch(/^HTTP 40[03]$/)
    }
  })

  test('a clock that goes wrong is found out: events are too old then', async () => {
    const { simulator, claimBy, phone } = await withCard(sampleCard('CASH'))
    const { handler, events } = endpoint(simulator, 'plain')
    const receiver = new EventReceiver({ appId: simulator.appId, token, mode: 'plain', clock: { now: () => 0 } })
    simulator.pushTo(createEventHandler(receiver, {}), { token })
    simulator.pushTo(handler, { token })
    await claimBy(phone)
    await simulator.settled()
    expect(events).toHaveLength(1)
    expect(simulator.pushes.counts).toEqual({ planned: 1, accepted: 1 })
  })
})

describe('events for a URL', () => {
  test('arrive over a real connection, the question for the address too', async ({ onTestFinished }) => {
    const { simulator, claimBy, phone } = await withCard(sampleCard('CASH'))
    const { handler, events } = endpoint(simulator, 'safe')
    const server = createServer(toNodeHandler(handler)).listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as AddressInfo // it listens on a port, not on a pipe
    const target = simulator.pushTo(new URL(`http://127.0.0.1:${port}/wechat?from=test`), { token, encodingAESKey })
    expect(await target.verify()).toEqual({ ok: true })
    await claimBy(phone)
    await simulator.settled()
    expect(events.map(({ Event }) => Event)).toEqual(['user_get_card'])
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await phone.deleteCard(phone.wallet()[0] ?? { cardId: '', code: '' })
    await simulator.settled()
    expect(simulator.pushes.at(-1)).toMatchObject({
      outcome: 'given_up',
      attempts: 3,
      reason: expect.stringMatching(/nothing listens there/),
    })
    expect(await target.verify()).toMatchObject({ ok: false, reason: expect.any(String) })
  })
})

describe('before or after', () => {
  test.each(['before', 'after'] as const)('the merchant hears of a claim %s the page does', async (order) => {
    const { simulator, wechat, cardId, phone } = await withCard(sampleCard('CASH'))
    const happened: string[] = []
    simulator.pushTo(
      async (request) => {
        await request.text()
        happened.push('merchant')
        return new Response('success')
      },
      { token, order },
    )
    const list = await wechat.buildAddCardList([{ cardId }])
    await phone.addCard(list)
    happened.push('page')
    await simulator.settled()
    expect(happened).toEqual(order === 'before' ? ['merchant', 'page'] : ['page', 'merchant'])
  })

  test('a merchant may call the API from inside its handler', async () => {
    for (const order of ['before', 'after'] as const) {
      const { simulator, wechat, claimBy, phone } = await withCard(sampleCard('CASH'))
      const consumed: string[] = []
      simulator.pushTo(
        async (request) => {
          const [, code] = /<UserCardCode><!\[CDATA\[(\d+)/.exec(await request.text()) ?? []
          if (code !== undefined && !consumed.includes(code)) {
            consumed.push(code)
            await wechat.codes.consume({ code })
          }
          return new Response('')
        },
        { token, order },
      )
      await claimBy(phone)
      await simulator.settled()
      expect(phone.wallet()).toMatchObject([{ status: 'CONSUMED', code: consumed[0] }])
      expect(simulator.pushes.counts).toEqual({ accepted: 2 })
    }
  })
})

test('events arrive under fake timers too', async ({ onTestFinished }) => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const { simulator, claimBy, phone } = await withCard(sampleCard('CASH'))
  const { handler, events } = endpoint(simulator, 'safe')
  simulator.pushTo(handler, { token, encodingAESKey })
  await claimBy(phone)
  await simulator.settled()
  expect(events).toHaveLength(1)
})

describe('a merchant that was away', () => {
  test('gets user_get_card within a simulated day, and other events not at all', async () => {
    const { simulator, claimBy, phone } = await withCard(sampleCard('CASH'))
    const { handler, events } = endpoint(simulator, 'safe')
    let away = true
    simulator.pushTo(
      async (request) => {
        if (away) throw new TypeError('fetch failed')
        return await handler(request)
      },
      { token, encodingAESKey },
    )
    const card = await claimBy(phone)
    await phone.giveCard(card)
    await simulator.settled()
    expect(simulator.pushes.counts).toEqual({ planned: 1, given_up: 1 })
    away = false
    simulator.advance(2 * 60 * MINUTE)
    await simulator.settled()
    expect(events).toEqual([])
    simulator.advance(24 * MINUTE)
    await simulator.settled()
    expect(events.map(({ Event }) => Event)).toEqual(['user_get_card'])
    expect(simulator.pushes.at(-1)).toMatchObject({ outcome: 'accepted', attempts: 4 })
  })
})

describe('any other event', () => {
  test('can be pushed by hand', async () => {
    const { simulator } = await withCard(sampleCard('CASH'))
    const { handler, events } = endpoint(simulator, 'safe')
    simulator.pushTo(handler, { token, encodingAESKey })
    simulator.emit({ Event: 'user_authorization_revoke', OpenID: 'oLin', RevokeInfo: '203' })
    expect(() => simulator.emit({ Event: 'brand_new_event' })).toThrow(/unknown: true/)
    simulator.emit({ Event: 'brand_new_event', FromUserName: 'oLin' }, { unknown: true })
    await simulator.settled()
    expect(events).toMatchObject([
      { Event: 'user_authorization_revoke', OpenID: 'oLin', RevokeInfo: '203' },
      { Event: 'brand_new_event', FromUserName: 'oLin' },
    ])
    expect(() => simulator.emit({} as never)).toThrow(/Event/)
  })

  test('reviews are told', async () => {
    const { simulator, cardId } = await withCard(sampleCard('CASH'), { review: 'manual' })
    const { handler, events } = endpoint(simulator, 'plain')
    simulator.pushTo(handler, { token })
    simulator.rejectCard(cardId, 'logo unclear')
    simulator.approveCard(cardId)
    await simulator.settled()
    expect(events).toMatchObject([
      { Event: 'card_not_pass_check', CardId: cardId, RefuseReason: 'logo unclear' },
      { Event: 'card_pass_check', CardId: cardId },
    ])
  })

  test('what a failed call caused before it failed is told nevertheless', async () => {
    const { simulator, claimBy } = await withCard(sampleCard('CASH', { sku: { quantity: 201 }, get_limit: 1 }))
    for (let at = 0; at < 101; at++) await claimBy(simulator.phone({ openid: `o${at}` }))
    const { handler, events } = endpoint(simulator, 'plain')
    simulator.pushTo(handler, { token, order: 'before' })
    expect(await failureOf(claimBy(simulator.phone({ openid: 'o0' })))).toMatchObject({
      errMsg: 'addCard:fail (已领取)',
    })
    expect(events).toMatchObject([{ Event: 'card_sku_remind', Detail: "the card's quantity is equal to 100" }])
  })
})
