import { describe, expectTypeOf, test } from 'vitest'
import type { redisDedupe } from '../../src/cache/redis.js'
import {
  type CardEvent,
  type CardEventName,
  type CardEventOf,
  createEventHandler,
  type DedupeStore,
  EventReceiver,
  memoryDedupe,
  type OtherEvent,
  type Received,
  readInteger,
  readOuterStr,
  toNodeHandler,
} from '../../src/events/index.js'

declare const receiver: EventReceiver
declare const received: Received

describe('what must not compile', () => {
  test('options', () => {
    // @ts-expect-error the token is missing
    new EventReceiver({ appId: 'wx1', encodingAESKey: 'key' })
    // @ts-expect-error there is no such option
    new EventReceiver({ appId: 'wx1', token: 'token', encodingAesKey: 'key' })
    // @ts-expect-error there is no such mode
    new EventReceiver({ appId: 'wx1', token: 'token', mode: 'raw' })
    // @ts-expect-error a store begins, completes and abandons
    new EventReceiver({ appId: 'wx1', token: 'token', dedupe: { add: async () => true, delete: async () => {} } })
    const store = memoryDedupe()
    // @ts-expect-error it answers the state of an event
    new EventReceiver({ appId: 'wx1', token: 'token', dedupe: { ...store, begin: async () => true } })
  })

  test('handlers', () => {
    // @ts-expect-error there is no such event
    createEventHandler(receiver, { user_got_card: () => {} })
    // @ts-expect-error a deleted card has no channel
    createEventHandler(receiver, { user_del_card: (event) => void event.OuterStr })
    // @ts-expect-error of another event
    createEventHandler(receiver, { user_del_card: (event: CardEventOf<'user_get_card'>) => void event })
    // @ts-expect-error misspelt
    createEventHandler(receiver, {}, { onEror: () => {} })
    // @ts-expect-error takes a function
    toNodeHandler(receiver)
  })

  test('events before their name is known', () => {
    // @ts-expect-error not every event is about a code
    void received.event.UserCardCode.length
    if (received.known) {
      // @ts-expect-error not every event about cards is about a code
      void received.event.UserCardCode
    }
    // By the name alone nothing is known: the name of an unknown event is any string.
    // @ts-expect-error
    if (received.event.Event === 'user_get_card') void received.event.UserCardCode.length
  })

  test('changing an event', () => {
    if (!received.known || received.event.Event !== 'user_get_card') return
    // @ts-expect-error events are read only
    received.event.UserCardCode = '1'
    // @ts-expect-error numbers arrive as text
    expectTypeOf(received.event.OuterId).toBeNumber()
  })
})

describe('what must compile', () => {
  test('an event is known by `known` and its name', () => {
    if (received.known && received.event.Event === 'user_get_card') {
      expectTypeOf(received.event).toEqualTypeOf<CardEventOf<'user_get_card'>>()
      expectTypeOf(received.event.UserCardCode).toBeString()
      expectTypeOf(received.event.OutetStr).toEqualTypeOf<string | undefined>()
      expectTypeOf(readOuterStr(received.event)).toEqualTypeOf<string | undefined>()
    }
    const { known, event } = received
    if (known && event.Event === 'update_member_card') {
      expectTypeOf(readInteger(event.ModifyBonus)).toEqualTypeOf<number | undefined>()
    }
    if (!known) expectTypeOf(event).toEqualTypeOf<OtherEvent>()
  })

  test('a switch over the name knows every event', () => {
    if (!received.known) return
    const { event } = received
    switch (event.Event) {
      case 'user_authorization_revoke':
        expectTypeOf(event.UnionID).toEqualTypeOf<string | undefined>()
        break
      case 'giftcard_send_to_friend':
        expectTypeOf(event.IsReturnBack).toEqualTypeOf<'true' | 'false' | '' | undefined>()
        break
      default:
        expectTypeOf(event.FromUserName).toBeString()
    }
  })

  test('other messages can be looked into', () => {
    if (received.known) return
    expectTypeOf(received.event.MsgType).toEqualTypeOf<string | undefined>()
    const { Content } = received.event
    if (typeof Content === 'string') expectTypeOf(Content).toBeString()
  })

  test('handlers are told their event', () => {
    const handler = createEventHandler(
      receiver,
      {
        user_get_card: async (event) => expectTypeOf(event).toEqualTypeOf<CardEventOf<'user_get_card'>>(),
        user_del_card: undefined,
      },
      {
        onUnhandled: (event) => expectTypeOf(event).toEqualTypeOf<CardEvent | OtherEvent>(),
        onError: async (error) => expectTypeOf(error).toBeUnknown(),
        waitUntil: undefined,
      },
    )
    expectTypeOf(handler).toEqualTypeOf<(request: Request) => Promise<Response>>()
  })

  test('options', () => {
    new EventReceiver({ appId: ['wx1', 'wx2'], token: 'token', encodingAESKey: ['new', 'old'] as const })
    new EventReceiver({ appId: 'wx1', token: 'token', mode: 'plain', dedupe: memoryDedupe() })
    expectTypeOf<ReturnType<typeof redisDedupe>>().toEqualTypeOf<DedupeStore>()
    expectTypeOf<Awaited<ReturnType<DedupeStore['begin']>>>().toEqualTypeOf<'new' | 'busy' | 'done'>()
  })

  test('fields that reports brought to light', () => {
    expectTypeOf<CardEventOf<'user_authorize_invoice'>['AuthorizeAppId']>().toEqualTypeOf<string | undefined>()
    expectTypeOf<CardEventOf<'user_authorize_invoice'>['SPAppId']>().toEqualTypeOf<string | undefined>()
    expectTypeOf<CardEventOf<'giftcard_user_accept'>['UnionId']>().toEqualTypeOf<string | undefined>()
  })

  test('every event has its own name and the common fields', () => {
    expectTypeOf<CardEventOf<CardEventName>>().toEqualTypeOf<CardEvent>()
    expectTypeOf<CardEvent['CreateTime']>().toBeString()
    expectTypeOf<CardEvent['MsgType']>().toEqualTypeOf<'event'>()
  })
})
