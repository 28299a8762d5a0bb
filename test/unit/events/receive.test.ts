import { createHash } from 'node:crypto'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { DedupeStore } from '../../../src/cache/adapter.js'
import { memoryDedupe } from '../../../src/cache/memory-dedupe.js'
import type { Diagnostic } from '../../../src/diagnostics.js'
import { EventError, InputError } from '../../../src/errors.js'
import { EventReceiver, type EventReceiverOptions, type EventRequest } from '../../../src/events/index.js'
import { leaks } from '../../support/canary.js'
import * as wechat from '../../support/event-push.js'
import { samples } from './samples.js'
import { encryptedMessages, plainSignatures } from './vectors.js'

const NOW = 1_764_000_060
const HOUR = 3600
const OTHER_KEY = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFG'

const receiverOf = (options: Partial<EventReceiverOptions> = {}): EventReceiver =>
  new EventReceiver({ ...wechat.account, clock: { now: () => NOW * 1000 }, ...options })

const plainReceiver = (options: Partial<EventReceiverOptions> = {}): EventReceiver =>
  receiverOf({ mode: 'plain', encodingAESKey: undefined, ...options })

const failureOf = async (receiver: EventReceiver, request: unknown): Promise<unknown> =>
  await receiver.receive(request as EventRequest).then(
    () => 'no failure',
    (error: unknown) => error,
  )

const event = wechat.getCardEvent('318020000001')

/** An encrypted message in which something is changed. */
const changed = (query: wechat.Query, body?: string): EventRequest => {
  const good = wechat.push(event, NOW)
  return { query: { ...good.query, ...query }, body: body ?? good.body }
}

/** Signs whatever stands in `Encrypt`, so that only what comes later can refuse it. */
const signed = (encrypted: string, body = wechat.envelope(encrypted), timestamp = NOW): EventRequest => ({
  query: wechat.encryptedQuery(encrypted, timestamp),
  body,
})

describe('published messages', () => {
  test.each(encryptedMessages)('are opened: $source', async (vector) => {
    const { appId, token, encodingAESKey, timestamp, nonce, msgSignature, encrypt, fields } = vector
    const receiver = receiverOf({ appId, token, encodingAESKey, clock: { now: () => Number(timestamp) * 1000 } })
    // Not every source gives it, WeChat always sends it (spec/message-crypto.md §4).
    const signature = wechat.sha1OfSorted(token, timestamp, nonce)
    const query = { timestamp, nonce, signature, msg_signature: msgSignature, encrypt_type: 'aes' }
    for (const body of [
      wechat.envelope(encrypt),
      JSON.stringify({ ToUserName: 'gh_97417a04a28d', Encrypt: encrypt }),
    ]) {
      if ('CreateTime' in fields && Math.abs(Number(fields.CreateTime) - Number(timestamp)) > 25 * HOUR) {
        // Made up by its author, seven years before it was sent: opened and read, and then refused.
        expect(await failureOf(receiver, { query, body })).toMatchObject({ code: 'ERR_EVENT_EXPIRED' })
        continue
      }
      const received = await receiver.receive({ query, body })
      expect(received.known).toBe(false)
      expect(received.event).toMatchObject(fields)
    }
  })

  test.each(plainSignatures)('prove the address: $source', ({ token, timestamp, nonce, signature }) => {
    const receiver = receiverOf({ token, clock: { now: () => Number(timestamp) * 1000 } })
    const echostr = '4375120948345356249'
    expect(receiver.verifyUrl({ signature, timestamp, nonce, echostr })).toBe(echostr)
    const query = new URLSearchParams({ signature, timestamp, nonce, echostr })
    expect(receiver.verifyUrl(query)).toBe(echostr)
  })
})

describe.each(Object.entries(samples))('the event %s', (_, { xml, event: expected }) => {
  test('is read from encrypted XML and JSON, and from clear XML', async () => {
    const json = JSON.stringify(expected)
    const [safe, plain] = [receiverOf(), plainReceiver()]
    const received = [
      await safe.receive(wechat.push(xml, NOW)),
      await safe.receive(wechat.push(json, NOW)),
      await plain.receive({ query: wechat.plainQuery(NOW), body: xml }),
    ]
    for (const each of received) {
      expect(each).toMatchObject({ known: true, duplicate: false })
      expect({ ...each.event }).toEqual(expected)
    }
  })
})

describe('what is no event about cards', () => {
  test.each([
    ['a message of a user', wechat.xmlOf({ MsgType: 'text', Content: 'user_get_card', MsgId: '1' })],
    ['another event', wechat.xmlOf({ MsgType: 'event', Event: 'subscribe' })],
    ['an event in upper case', wechat.xmlOf({ MsgType: 'event', Event: 'USER_GET_CARD' })],
    ['the name of a property of objects', wechat.xmlOf({ MsgType: 'event', Event: 'constructor' })],
    ['a message to a third-party platform', wechat.xmlOf({ InfoType: 'component_verify_ticket', AppId: 'wx0' })],
    ['a known event with something other than text', '{"MsgType":"event","Event":"user_get_card","CardId":{"$ne":""}}'],
    ['nothing', '<xml/>'],
  ])('arrives as not known: %s', async (_, message) => {
    expect(await receiverOf().receive(wechat.push(message, NOW))).toMatchObject({ known: false, duplicate: false })
  })

  test('keeps what stands inside', async () => {
    const message = '<xml><MsgType>event</MsgType><Event>pic_weixin</Event><Info><Count>1</Count></Info></xml>'
    const { event: other } = await receiverOf().receive(wechat.push(message, NOW))
    expect(other).toEqual({ MsgType: 'event', Event: 'pic_weixin', Info: { Count: '1' } })
  })
})

test('a live message about a card from a friend arrives as it is, misspelt', async () => {
  const message = wechat.xmlOf({
    ToUserName: 'gh_00aa11bb22cc',
    FromUserName: 'oDEMOuser0000000000000000001',
    CreateTime: '1764000011',
    MsgType: 'event',
    Event: 'user_get_card',
    CardId: 'pDEMOcard0000000000000000001',
    IsGiveByFriend: '1',
    UserCardCode: '318020000002',
    FriendUserName: 'oDEMOfriend00000000000000001',
    OuterId: '0',
    OldUserCardCode: '318020000001',
    OutetStr: '',
  })
  const received = await receiverOf().receive(wechat.push(message, NOW))
  if (!received.known || received.event.Event !== 'user_get_card') throw new Error('not recognised')
  expect(received.event.OldUserCardCode).toBe('318020000001')
  expect(received.event.OutetStr).toBe('')
  expect(received.event.UnionId).toBeUndefined()
})

describe('bodies', () => {
  const encrypted = wechat.encrypt(event)
  const query = wechat.encryptedQuery(encrypted, NOW)

  test.each<[string, EventRequest['body']]>([
    ['text', wechat.envelope(encrypted)],
    ['bytes', new TextEncoder().encode(wechat.envelope(encrypted))],
    ['a Buffer', Buffer.from(wechat.envelope(encrypted))],
    ['text with a byte-order mark and blanks', `\ufeff \r\n${wechat.envelope(encrypted)}\n`],
    ['text with a declaration behind a line break', `\n<?xml version="1.0"?>\n${wechat.envelope(encrypted)}`],
    ['JSON', JSON.stringify({ ToUserName: 'gh_0', Encrypt: encrypted })],
    ['parsed JSON', { ToUserName: 'gh_0', Encrypt: encrypted }],
    ['what xml2js makes of it', { xml: { ToUserName: ['gh_0'], Encrypt: [encrypted] } }],
    ['what other XML parsers make of it', { xml: { ToUserName: 'gh_0', Encrypt: encrypted } }],
    ['the same without the root', { ToUserName: ['gh_0'], Encrypt: [encrypted] }],
    ['compatible mode', wechat.envelope(encrypted).replace('</xml>', '<Event>user_del_card</Event></xml>')],
    ['JSON with a byte-order mark', `\ufeff${JSON.stringify({ Encrypt: encrypted })}`],
    ['a third-party platform', `<xml><AppId>wx0</AppId><Encrypt> ${encrypted}\n</Encrypt></xml>`],
  ])('are taken as %s', async (_, body) => {
    for (const mode of ['safe', 'compatible'] as const) {
      const received = await receiverOf({ mode }).receive({ query, body })
      expect(received.known && received.event.Event).toBe('user_get_card')
    }
  })

  test.each([
    ['what xml2js makes of it', { xml: { Event: ['user_del_card'], CardId: ['p1'], UserCardCode: ['007'] } }],
    ['parsed JSON', { Event: 'user_del_card', CardId: 'p1', UserCardCode: '007' }],
  ])('in clear are taken as %s', async (_, body) => {
    const received = await plainReceiver().receive({ query: wechat.plainQuery(NOW), body })
    expect(received).toMatchObject({ known: true, event: { CardId: 'p1', UserCardCode: '007' } })
  })

  // Read from each parser: xml-js 1.6 (compact), fast-xml-parser 5, xml2js 0.6.
  test.each<[string, (text: string) => unknown, unknown]>([
    ['xml-js', (text) => ({ _cdata: text }), {}],
    ['xml-js, of text without CDATA', (text) => ({ _text: text }), {}],
    ['xml-js, with blanks around CDATA', (text) => ({ _text: ' ', _cdata: text }), {}],
    ['fast-xml-parser with cdataPropName', (text) => ({ __cdata: text }), { __cdata: '' }],
    ['fast-xml-parser with alwaysCreateTextNode', (text) => ({ '#text': text }), { '#text': '' }],
    ['xml2js with explicitCharkey', (text) => [{ _: text }], ['']],
    ['xml2js with attributes of nothing', (text) => [{ $: {}, _: text }], [{ $: {} }]],
    ['xml2json', (text) => ({ $t: text }), {}],
  ])('are read out of what %s makes of a tag', async (_, tag, empty) => {
    const fields = { MsgType: 'event', Event: 'user_del_card', CardId: 'p1', UserCardCode: '007' }
    const xml = Object.fromEntries(Object.entries(fields).map(([name, text]) => [name, tag(text)]))
    const body = { xml: { ...xml, FriendUserName: empty } }
    const received = await plainReceiver().receive({ query: wechat.plainQuery(NOW), body })
    expect(received).toMatchObject({ known: true, event: { ...fields, FriendUserName: '' } })
    const sealed = await receiverOf().receive({ query, body: { xml: { Encrypt: tag(encrypted) } } })
    expect(sealed.known && sealed.event.Event).toBe('user_get_card')
  })

  test.each<[string, object]>([
    ['xml-js without compact', { elements: [{ type: 'element', name: 'xml', elements: [] }] }],
    ['another root', { XML: { MsgType: 'event', Event: 'user_del_card' } }],
    ['nothing', {}],
  ])('in clear without a field that every message has are refused: %s', async (_, body) => {
    const error = await failureOf(plainReceiver(), { query: wechat.plainQuery(NOW), body })
    expect(error).toMatchObject({
      code: 'ERR_EVENT_MALFORMED',
      message: expect.stringMatching(/ToUserName.*body parser/),
    })
  })

  test('in which a body parser made a number of a code that none can hold are refused', async () => {
    const body = { xml: { MsgType: 'event', Event: 'user_del_card', UserCardCode: Number('12345678901234567890') } }
    const error = await failureOf(plainReceiver(), { query: wechat.plainQuery(NOW), body })
    expect(error).toMatchObject({ code: 'ERR_EVENT_MALFORMED', message: expect.stringMatching(/number.*as text/) })
    const place = { xml: { MsgType: 'event', Event: 'LOCATION', Latitude: 23.137466, CreateTime: NOW } }
    const received = await plainReceiver().receive({ query: wechat.plainQuery(NOW), body: place })
    expect(received.event).toMatchObject({ Latitude: '23.137466', CreateTime: String(NOW) })
  })

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['a number', 7],
    ['an empty text', ''],
    ['an empty object', {}],
    ['an array', [wechat.envelope(encrypted)]],
    ['no Encrypt', '<xml><ToUserName>gh_0</ToUserName></xml>'],
    ['an empty Encrypt', '<xml><Encrypt/></xml>'],
    ['two in XML', wechat.envelope(encrypted).replace('</xml>', '<Encrypt>x</Encrypt></xml>')],
    ['two in JSON', `{"Encrypt":"${encrypted}","Encrypt":"x"}`],
    ['a list of two', { xml: { Encrypt: [encrypted, encrypted] } }],
    ['an Encrypt inside something', `<xml><a><Encrypt>${encrypted}</Encrypt></a></xml>`],
    ['an Encrypt with something inside', '<xml><Encrypt><a/></Encrypt></xml>'],
    ['text in front', `x${wechat.envelope(encrypted)}`],
    ['text behind', `${wechat.envelope(encrypted)}x`],
    ['a comment in front', `<!-- -->${wechat.envelope(encrypted)}`],
    ['the event in clear', event],
    ['a form', `Encrypt=${encodeURIComponent(encrypted)}`],
    ['an object that cannot be written', { xml: { Encrypt: encrypted, big: 1n } }],
    [
      'an object that contains itself',
      Object.assign(Object.create({}), {
        get xml() {
          return this
        },
      }),
    ],
    [
      'an object with a bad habit',
      {
        toJSON() {
          throw new Error('habit')
        },
      },
    ],
  ])('are refused with %s', async (_, body) => {
    const error = await failureOf(receiverOf(), { query, body })
    expect(error).toBeInstanceOf(EventError)
    expect(error).toMatchObject({ code: 'ERR_EVENT_MALFORMED' })
  })

  // express-xml-bodyparser writes names in lower case unless it is told not to.
  test.each<[string, object, EventReceiverOptions['mode']]>([
    ['in clear', { xml: { tousername: ['gh_0'], msgtype: ['event'], event: ['user_get_card'] } }, 'plain'],
    ['in clear, without the root', { event: 'user_get_card' }, 'plain'],
    ['in capitals', { xml: { MSGTYPE: 'text', CONTENT: 'hello' } }, 'plain'],
    ['of a third-party platform', { xml: { infotype: 'component_verify_ticket' } }, 'plain'],
    ['encrypted', { xml: { tousername: ['gh_0'], encrypt: [encrypted] } }, 'safe'],
    ['encrypted, in compatible mode', { xml: { encrypt: [encrypted], event: ['user_get_card'] } }, 'compatible'],
    ['with a small first letter', { toUserName: 'gh_0', encrypt: encrypted }, 'safe'],
  ])('whose names were changed are refused with the reason: %s', async (_, body, mode) => {
    const receiver = mode === 'plain' ? plainReceiver() : receiverOf({ mode })
    const error = await failureOf(receiver, { query: mode === 'plain' ? wechat.plainQuery(NOW) : query, body })
    expect(error).toMatchObject({ code: 'ERR_EVENT_MALFORMED', message: expect.stringMatching(/normalizeTags: false/) })
  })

  test('with other fields in lower case are as WeChat sends them', async () => {
    const body = wechat.xmlOf({ MsgType: 'event', Event: 'submit_invoice_title', title: 'x', event: 'y' })
    const received = await plainReceiver().receive({ query: wechat.plainQuery(NOW), body })
    expect(received).toMatchObject({ known: true, event: { title: 'x', event: 'y' } })
  })

  test('of 256 KiB are read, and nothing longer', async () => {
    const padded = (bytes: number): string => wechat.envelope(encrypted).padEnd(bytes, ' ')
    const limit = 256 * 1024
    await receiverOf().receive({ query, body: padded(limit) })
    for (const body of [padded(limit + 1), Buffer.from(padded(limit + 1)), { Encrypt: '微'.repeat(limit / 3) }]) {
      expect(await failureOf(receiverOf(), { query, body })).toMatchObject({ code: 'ERR_EVENT_MALFORMED' })
    }
  })
})

describe('queries', () => {
  const { query: good, body } = wechat.push(event, NOW)

  test('are taken as a framework parses them', async () => {
    const withoutPrototype = Object.assign(Object.create(null), good)
    for (const query of [good, new URLSearchParams(good), withoutPrototype]) {
      expect(await receiverOf().receive({ query, body })).toMatchObject({ duplicate: false })
    }
  })

  test('are not taken from a prototype', async () => {
    const query = Object.create(good)
    expect(await failureOf(receiverOf(), { query, body })).toMatchObject({ code: 'ERR_EVENT_MALFORMED' })
  })

  test.each([
    ['timestamp', ''],
    ['timestamp', '176400006'],
    ['timestamp', '17640000600'],
    ['timestamp', '1764000060\n'],
    ['timestamp', '１７６４００００６０'],
    ['timestamp', ['1764000060']],
    ['timestamp', 1764000060],
    ['timestamp', undefined],
    ['nonce', ''],
    ['nonce', 'a'.repeat(65)],
    ['nonce', 'a b'],
    ['nonce', { toString: () => '415670741' }],
    ['nonce', undefined],
    ['signature', good.signature?.toUpperCase()],
    ['signature', ''],
    ['signature', [good.signature, good.signature]],
    ['signature', undefined],
    ['msg_signature', undefined],
    ['msg_signature', `${good.msg_signature}0`],
    ['msg_signature', good.msg_signature?.toUpperCase()],
    ['encrypt_type', undefined],
    ['encrypt_type', 'raw'],
    ['encrypt_type', 'AES'],
    ['encrypt_type', 'aes2'],
    ['encrypt_type', 'xaes'],
    ['encrypt_type', ['aes', 'raw']],
  ])('are refused with %s %j', async (name, value) => {
    const error = await failureOf(receiverOf(), { query: { ...good, [name]: value }, body })
    expect(error).toBeInstanceOf(EventError)
    expect(error).toMatchObject({ code: 'ERR_EVENT_MALFORMED' })
  })

  test.each(Object.keys(good).filter((name) => name !== 'openid'))('are refused with %s twice', async (name) => {
    const query = new URLSearchParams(good)
    query.append(name, good[name] as string)
    expect(await failureOf(receiverOf(), { query, body })).toMatchObject({ code: 'ERR_EVENT_MALFORMED' })
  })

  test('with a wrong signature are refused before the body is looked at', async () => {
    const wrong = { ...good, signature: '0'.repeat(40) }
    for (const untouched of [body, '<xml', '']) {
      expect(await failureOf(receiverOf(), { query: wrong, body: untouched })).toMatchObject({
        code: 'ERR_EVENT_SIGNATURE',
      })
    }
  })
})

describe('forgeries', () => {
  test.each<[string, EventRequest]>([
    ['signed with another token', wechat.push(event, NOW, { ...wechat.account, token: 'another' })],
    [
      'with another time',
      changed({ timestamp: String(NOW + 1), signature: wechat.plainQuery(NOW + 1).signature as string }),
    ],
    [
      'with another nonce',
      changed({ nonce: 'other', signature: wechat.plainQuery(NOW, wechat.account, 'other').signature as string }),
    ],
    ['with another message', changed({}, wechat.push(event, NOW).body)],
    ['signed as a message in clear', changed({ msg_signature: wechat.plainQuery(NOW).signature as string })],
  ])('are refused: %s', async (_, request) => {
    expect(await failureOf(receiverOf(), request)).toMatchObject({ code: 'ERR_EVENT_SIGNATURE' })
  })

  test('are refused when one character of the message differs', async () => {
    const encrypted = wechat.encrypt(event)
    const query = wechat.encryptedQuery(encrypted, NOW)
    for (let at = 0; at < encrypted.length; at += 7) {
      const other = encrypted.slice(0, at) + (encrypted[at] === 'A' ? 'B' : 'A') + encrypted.slice(at + 1)
      const error = await failureOf(receiverOf(), { query, body: wechat.envelope(other) })
      expect(error).toMatchObject({ code: 'ERR_EVENT_SIGNATURE' })
    }
  })

  test('cannot move characters from the nonce to the message, where the signature does not see it', async () => {
    const nonce = 'A'.repeat(64)
    let encrypted = ''
    while (!/^[B-Z]/.test(encrypted)) encrypted = wechat.encrypt(event) // then both are signed as one text
    const { msg_signature = '' } = wechat.encryptedQuery(encrypted, NOW, wechat.account, nonce)
    for (let moved = 1; moved < 64; moved++) {
      const shorter = nonce.slice(moved)
      const query = { ...wechat.plainQuery(NOW, wechat.account, shorter), encrypt_type: 'aes', msg_signature }
      const body = wechat.envelope(nonce.slice(0, moved) + encrypted)
      // Not ERR_EVENT_SIGNATURE: the signature is right.
      expect(await failureOf(receiverOf(), { query, body })).toMatchObject({ code: 'ERR_EVENT_DECRYPT' })
    }
  })

  test('cannot ask for less protection', async () => {
    const clear = { query: wechat.plainQuery(NOW), body: event }
    for (const mode of ['safe', 'compatible'] as const) {
      for (const query of [
        clear.query,
        { ...clear.query, encrypt_type: 'raw' },
        { ...clear.query, encrypt_type: 'aes' },
      ]) {
        expect(await failureOf(receiverOf({ mode }), { ...clear, query })).toMatchObject({
          code: 'ERR_EVENT_MALFORMED',
        })
      }
    }
    expect(await failureOf(plainReceiver(), wechat.push(event, NOW))).toMatchObject({ code: 'ERR_EVENT_MALFORMED' })
  })

  test('in clear need the token', async () => {
    const query = wechat.plainQuery(NOW, { ...wechat.account, token: 'another' })
    expect(await failureOf(plainReceiver(), { query, body: event })).toMatchObject({ code: 'ERR_EVENT_SIGNATURE' })
    const { signature: _, ...unsigned } = wechat.plainQuery(NOW)
    expect(await failureOf(plainReceiver(), { query: unsigned, body: event })).toMatchObject({
      code: 'ERR_EVENT_MALFORMED',
    })
  })
})

describe('age', () => {
  test.each([
    ['safe', 24 * HOUR, 'accepted'],
    ['safe', 24 * HOUR + 1, 'refused'],
    ['safe', -300, 'accepted'],
    ['safe', -301, 'refused'],
    ['compatible', 24 * HOUR, 'accepted'],
    ['plain', 300, 'accepted'],
    ['plain', 301, 'refused'],
    ['plain', -300, 'accepted'],
    ['plain', -301, 'refused'],
  ] as const)('in %s mode a message of %i seconds ago is %s', async (mode, seconds, outcome) => {
    const plain = mode === 'plain'
    const request = plain ? { query: wechat.plainQuery(NOW - seconds), body: event } : wechat.push(event, NOW - seconds)
    const failure = await failureOf(plain ? plainReceiver() : receiverOf({ mode }), request)
    if (outcome === 'accepted') expect(failure).toBe('no failure')
    else expect(failure).toMatchObject({ code: 'ERR_EVENT_EXPIRED' })
  })

  test.each([
    [25 * HOUR, 'accepted'],
    [25 * HOUR + 1, 'refused'],
    [-25 * HOUR, 'accepted'],
    [-25 * HOUR - 1, 'refused'],
  ] as const)('of what an encrypted message tells of, %i seconds ago, is %s', async (seconds, outcome) => {
    const createdAt = NOW - seconds
    for (const message of [
      wechat.getCardEvent('1', createdAt),
      `<xml><CreateTime>${createdAt}</CreateTime></xml>`,
      `{"CreateTime":${createdAt}}`,
      `{"CreateTime":"${createdAt}"}`,
    ]) {
      const failure = await failureOf(receiverOf(), wechat.push(message, NOW))
      if (outcome === 'accepted') expect(failure).toBe('no failure')
      else expect(failure).toMatchObject({ code: 'ERR_EVENT_EXPIRED' })
    }
  })

  test('of what a message tells of is not looked at where it is no time in seconds', async () => {
    for (const time of ['', '0', '1764000011000', '123456789', 'yesterday']) {
      const message = wechat.xmlOf({ MsgType: 'event', CreateTime: time })
      expect(await failureOf(receiverOf(), wechat.push(message, NOW))).toBe('no failure')
    }
  })

  test('cannot be renewed by exchanging time and nonce, which leaves the signatures as they are', async () => {
    const nonce = '1811000000' // WeChat's nonces are such numbers; as a time it is half a year and more from NOW
    const encrypted = wechat.encrypt(event)
    const query = wechat.encryptedQuery(encrypted, NOW, wechat.account, nonce)
    const swapped = { ...query, timestamp: nonce, nonce: String(NOW) }
    expect(swapped).toMatchObject(wechat.encryptedQuery(encrypted, Number(nonce), wechat.account, String(NOW)))
    const receiver = receiverOf({ clock: { now: () => Number(nonce) * 1000 } })
    const failure = await failureOf(receiver, { query: swapped, body: wechat.envelope(encrypted) })
    expect(failure).toMatchObject({ code: 'ERR_EVENT_EXPIRED', message: expect.stringMatching(/25 hours/) })
  })

  test('is looked at before the signature', async () => {
    const { query, body } = wechat.push(event, NOW - 25 * HOUR)
    const request = { query: { ...query, signature: '0'.repeat(40) }, body }
    expect(await failureOf(receiverOf(), request)).toMatchObject({ code: 'ERR_EVENT_EXPIRED' })
  })
})

describe('what cannot be decrypted', () => {
  const { appId, encodingAESKey } = wechat.account
  const blocks = (...args: Parameters<typeof wechat.plainBlocks>): string =>
    wechat.encryptBlocks(encodingAESKey, wechat.plainBlocks(...args))

  const undecryptable: [string, string][] = [
    ['another key', wechat.encrypt(event, { ...wechat.account, encodingAESKey: OTHER_KEY })],
    ['another AppID', wechat.encrypt(event, { ...wechat.account, appId: 'wxfedcba9876543210' })],
    ['the AppID in another case', wechat.encrypt(event, { ...wechat.account, appId: appId.toUpperCase() })],
    ['a longer AppID', wechat.encrypt(event, { ...wechat.account, appId: `${appId}0` })],
    ['a shorter AppID', wechat.encrypt(event, { ...wechat.account, appId: appId.slice(0, -1) })],
    ['no AppID', wechat.encrypt(event, { ...wechat.account, appId: '' })],
    ['an AppID with a zero byte', wechat.encrypt(event, { ...wechat.account, appId: `${appId}\0` })],
    ['a length that is too small', blocks(event, appId, { length: 10 })],
    ['a length that takes the AppID in', blocks(event, appId, { length: Buffer.byteLength(event) + 1 })],
    ['a length beyond the end', blocks(event, appId, { length: 0x7fffffff })],
    ['a wrong padding', blocks(event, appId, { padding: (missing) => Buffer.alloc(missing, 0) })],
    ['a cut end', wechat.encrypt(event).slice(0, -44)],
    ['half of it', wechat.encrypt(event).slice(0, 64)],
    ['base64 with blanks', wechat.encrypt(event).replace(/^(.{64})/, '$1 ')],
    ['base64 of URLs', Buffer.alloc(48, 255).toString('base64url')],
    ['no base64', '微信'],
  ]

  test.each(undecryptable)('is refused: %s', async (_, encrypted) => {
    expect(await failureOf(receiverOf(), signed(encrypted))).toMatchObject({ code: 'ERR_EVENT_DECRYPT' })
  })

  test('says the same whatever the reason', async () => {
    const said = new Set<string>()
    for (const [, encrypted] of undecryptable) {
      const error = (await failureOf(receiverOf(), signed(encrypted))) as Error
      const frames = error.stack?.split('\n').filter((line) => line.includes('/src/events/'))
      expect(frames?.length).toBeGreaterThan(0)
      said.add(JSON.stringify([error.name, error.message, Object.entries(error), error.cause, frames]))
    }
    expect(said.size).toBe(1)
  })
})

describe('content that cannot be read', () => {
  test.each([
    ['nothing', ''],
    ['text', 'hello'],
    ['HTML', '<html></html>'],
    ['an entity', '<xml><A>&e;</A></xml>'],
    ['a document type', '<!DOCTYPE xml [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><A>&e;</A></xml>'],
    ['deep nesting', `<xml>${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}</xml>`],
    ['broken JSON', '{"Event":'],
    ['deep JSON', `{"a":${'['.repeat(10_000)}`],
  ])('is refused: %s', async (_, message) => {
    expect(await failureOf(receiverOf(), wechat.push(message, NOW))).toMatchObject({ code: 'ERR_EVENT_MALFORMED' })
    const clear = { query: wechat.plainQuery(NOW), body: message }
    expect(await failureOf(plainReceiver(), clear)).toMatchObject({ code: 'ERR_EVENT_MALFORMED' })
  })
})

describe('changing a key', () => {
  test('messages of the new and of the old one are opened, and answered with the one they came with', async () => {
    const receiver = receiverOf({ encodingAESKey: [OTHER_KEY, wechat.account.encodingAESKey] })
    for (const encodingAESKey of [OTHER_KEY, wechat.account.encodingAESKey]) {
      const by = { ...wechat.account, encodingAESKey }
      const received = await receiver.receive(wechat.push(wechat.getCardEvent(encodingAESKey), NOW, by))
      const [, encrypted = ''] = /<Encrypt><!\[CDATA\[(.*?)]]>/.exec(received.reply('<xml/>')) ?? []
      expect(wechat.decrypt(encrypted, by)).toEqual({ message: '<xml/>', appId: wechat.account.appId })
    }
  })
})

test('several AppIDs may be served, each answered as itself', async () => {
  const appIds = [wechat.account.appId, 'wxfedcba9876543210']
  const receiver = receiverOf({ appId: appIds })
  for (const appId of appIds) {
    const by = { ...wechat.account, appId }
    const received = await receiver.receive(wechat.push(wechat.getCardEvent(appId), NOW, by))
    const [, encrypted = ''] = /<Encrypt><!\[CDATA\[(.*?)]]>/.exec(received.reply('<xml/>')) ?? []
    expect(wechat.decrypt(encrypted).appId).toBe(appId)
  }
})

describe('an error says why', () => {
  const clear = wechat.plainQuery(NOW)
  const { query: good, body } = wechat.push(event, NOW)
  const without = (name: string): object => ({ query: { ...good, [name]: undefined }, body })

  test.each<[string, () => EventReceiver, object, RegExp]>([
    ['no time', () => receiverOf(), without('timestamp'), /no timestamp/],
    ['no nonce', () => receiverOf(), without('nonce'), /no nonce/],
    ['a strange nonce', () => receiverOf(), changed({ nonce: 'a b' }), /nonce/],
    ['no signature of the message', () => receiverOf(), without('msg_signature'), /no msg_signature/],
    ['no encryption', () => receiverOf(), without('encrypt_type'), /not encrypted.*安全模式/],
    ['no Encrypt', () => receiverOf(), changed({}, '<xml/>'), /exactly one Encrypt/],
    ['an old message', () => receiverOf(), wechat.push(event, NOW - 25 * HOUR), /too old.*clock/],
    ['one of tomorrow', () => receiverOf(), wechat.push(event, NOW + HOUR), /from the future.*clock/],
    [
      'another token',
      () => receiverOf({ token: 'otherToken' }),
      { query: good, body },
      /not signed with this token.*Compare/,
    ],
    [
      'another key',
      () => receiverOf({ encodingAESKey: OTHER_KEY }),
      { query: good, body },
      /decrypted.*EncodingAESKey/,
    ],
    ['no fields', () => receiverOf(), wechat.push('hello', NOW), /neither XML nor JSON/],
    ['no body', () => receiverOf(), { query: good }, /has no body/],
    ['a long body', () => receiverOf(), { query: good, body: 'a'.repeat(256 * 1024 + 1) }, /larger than 262144 bytes/],
    ['encryption in plain mode', () => plainReceiver(), { query: good, body }, /encrypted.*plain mode/],
    [
      'no signature in plain mode',
      () => plainReceiver(),
      { query: { ...clear, signature: undefined }, body },
      /no signature/,
    ],
  ])('%s', async (_, make, request, message) => {
    const error = await failureOf(make(), request)
    expect(error).toBeInstanceOf(EventError)
    expect((error as EventError).message).toMatch(message)
  })

  test('about the question of WeChat, and about arguments', async () => {
    expect(() => receiverOf().verifyUrl(clear)).toThrow(/no echostr/)
    expect(() => receiverOf().verifyUrl('timestamp=1' as never)).toThrow(/query must be a parsed query/)
    const error = await failureOf(receiverOf(), { query: 'timestamp=1', body })
    expect(String(error)).toMatch(/request\.query must be a parsed query/)
    expect(String(await failureOf(receiverOf(), '<xml/>'))).toMatch(/request must be \{ query, body \}/)
  })
})

test('what follows the envelope is not overlooked', async () => {
  const encrypted = wechat.encrypt(event)
  for (const tail of ['x', '<x/>', '<!--x-->', wechat.envelope(encrypted)]) {
    const error = await failureOf(receiverOf(), signed(encrypted, wechat.envelope(encrypted) + tail))
    expect(error).toMatchObject({ code: 'ERR_EVENT_MALFORMED' })
  }
})

describe('answers', () => {
  const text = '<xml><Content><![CDATA[好]]></Content></xml>'

  test('without a text are success, in every mode', async () => {
    expect((await receiverOf().receive(wechat.push(event, NOW))).reply()).toBe('success')
    expect((await plainReceiver().receive({ query: wechat.plainQuery(NOW), body: event })).reply()).toBe('success')
  })

  test('in clear are the text', async () => {
    expect((await plainReceiver().receive({ query: wechat.plainQuery(NOW), body: event })).reply(text)).toBe(text)
  })

  test('to encrypted XML are encrypted XML, signed', async () => {
    const { reply } = await receiverOf().receive(wechat.push(event, NOW))
    const answer = reply(text)
    const field = (name: string): string =>
      new RegExp(`^<xml>.*<${name}>(?:<!\\[CDATA\\[)?(.*?)(?:]]>)?</${name}>.*</xml>$`).exec(answer)?.[1] ?? ''
    expect(wechat.decrypt(field('Encrypt'))).toEqual({ message: text, appId: wechat.account.appId })
    expect(field('TimeStamp')).toBe(String(NOW))
    expect(field('MsgSignature')).toBe(
      wechat.sha1OfSorted(wechat.account.token, field('TimeStamp'), field('Nonce'), field('Encrypt')),
    )
    expect(reply(text)).not.toBe(answer)
  })

  test('to encrypted JSON are encrypted JSON, signed', async () => {
    const { reply } = await receiverOf().receive(wechat.push('{"Event":"subscribe"}', NOW))
    const answer = JSON.parse(reply('{"demo_resp":"good luck"}'))
    expect(wechat.decrypt(answer.Encrypt).message).toBe('{"demo_resp":"good luck"}')
    expect(answer).toEqual({
      Encrypt: answer.Encrypt,
      MsgSignature: wechat.sha1OfSorted(wechat.account.token, String(NOW), answer.Nonce, answer.Encrypt),
      TimeStamp: NOW,
      Nonce: expect.stringMatching(/^\w+$/),
    })
  })

  test.each([[''], [null], [7], [{}]])('of %j are an InputError', async (answer) => {
    const received = await receiverOf().receive(wechat.push(event, NOW))
    expect(() => received.reply(answer as never)).toThrow(InputError)
  })
})

describe('duplicates', () => {
  /** A store that writes down what it is asked. */
  const watched = (): DedupeStore & { readonly asked: unknown[] } => {
    const store = memoryDedupe()
    const asked: unknown[] = []
    return {
      asked,
      async begin(key, leaseMs) {
        asked.push(['begin', key, leaseMs])
        return await store.begin(key, leaseMs)
      },
      async complete(key, ttlMs) {
        asked.push(['complete', key, ttlMs])
        await store.complete(key, ttlMs)
      },
      async abandon(key) {
        asked.push(['abandon', key])
        await store.abandon(key)
      },
    }
  }
  const keyOf = (message: string): string => createHash('sha256').update(message).digest('hex')

  test('are told apart by the message, remembered for 25 hours as a hash', async () => {
    const dedupe = watched()
    const { release } = await receiverOf({ dedupe }).receive(wechat.push(event, NOW))
    expect(dedupe.asked).toEqual([
      ['begin', keyOf(event), 3600],
      ['complete', keyOf(event), 25 * HOUR * 1000],
    ])
    await release()
    expect(dedupe.asked.slice(2)).toEqual([['abandon', keyOf(event)]])
  })

  test('are recognised however often they are encrypted anew', async () => {
    const receiver = receiverOf()
    const received = []
    for (const timestamp of [NOW, NOW, NOW + 5]) received.push(await receiver.receive(wechat.push(event, timestamp)))
    expect(received.map(({ duplicate }) => duplicate)).toEqual([false, true, true])
  })

  test('in clear are recognised by the body', async () => {
    const dedupe = watched()
    const receiver = plainReceiver({ dedupe })
    const request = { query: wechat.plainQuery(NOW), body: event }
    expect((await receiver.receive(request)).duplicate).toBe(false)
    expect((await receiver.receive({ ...request, body: Buffer.from(event) })).duplicate).toBe(true)
    expect(dedupe.asked).toContainEqual(['complete', keyOf(event), 25 * HOUR * 1000])
  })

  test('are not two events of one payment, whose user and time are the same', async () => {
    const receiver = receiverOf()
    const both = [samples.user_consume_card, samples.user_pay_from_pay_cell]
      .map(({ event: each }) => wechat.xmlOf({ ...each, CreateTime: '1764000050' }))
      .map((xml) => receiver.receive(wechat.push(xml, NOW)))
    expect((await Promise.all(both)).map(({ duplicate }) => duplicate)).toEqual([false, false])
  })

  test('are all but one of those that arrive at once', async () => {
    const receiver = receiverOf()
    const all = await Promise.all(Array.from({ length: 20 }, () => receiver.receive(wechat.push(event, NOW))))
    expect(all.filter(({ duplicate }) => !duplicate)).toHaveLength(1)
  })

  test('are new again once they were released', async () => {
    const receiver = receiverOf()
    const received = await receiver.receive(wechat.push(event, NOW))
    await received.release()
    expect((await receiver.receive(wechat.push(event, NOW))).duplicate).toBe(false)
    expect((await receiver.receive(wechat.push(event, NOW))).duplicate).toBe(true)
  })

  test('are forgotten after 25 hours by the receiver’s own clock', async () => {
    let now = NOW
    const undated = wechat.xmlOf({ MsgType: 'text', Content: 'a message with a time would be too old by then' })
    const receiver = receiverOf({ clock: { now: () => now * 1000 } })
    await receiver.receive(wechat.push(undated, now))
    now += 25 * HOUR - 1
    expect((await receiver.receive(wechat.push(undated, now))).duplicate).toBe(true)
    now += 1
    expect((await receiver.receive(wechat.push(undated, now))).duplicate).toBe(false)
  })

  test('are not looked for when a message is refused', async () => {
    const dedupe = watched()
    const receiver = receiverOf({ dedupe })
    await failureOf(receiver, changed({ msg_signature: '0'.repeat(40) }))
    await failureOf(receiver, signed(wechat.encrypt(event, { ...wechat.account, appId: 'wx0' })))
    await failureOf(receiver, wechat.push('hello', NOW))
    expect(dedupe.asked).toEqual([])
  })

  describe('with a store that fails', () => {
    afterEach(() => {
      vi.useRealTimers()
    })

    const failing: Readonly<Record<string, () => Promise<never>>> = {
      rejects: () => Promise.reject(new Error('redis://user:password@host')),
      throws: () => {
        throw new Error('not connected')
      },
      hangs: () => new Promise(() => {}),
    }
    test.each(Object.entries(failing))('that %s, every message is new and release does not reject', async (_, fail) => {
      vi.useFakeTimers()
      const diagnostics: Diagnostic[] = []
      const receiver = receiverOf({
        dedupe: { begin: fail, complete: fail, abandon: fail },
        onDiagnostic: (diagnostic) => {
          diagnostics.push(diagnostic)
          throw new Error('a broken listener')
        },
      })
      const receiving = receiver.receive(wechat.push(event, NOW))
      await vi.advanceTimersByTimeAsync(1000)
      const received = await receiving
      expect(received).toMatchObject({ known: true, duplicate: false })
      const releasing = received.release()
      await vi.advanceTimersByTimeAsync(1000)
      await releasing
      const reason = _ === 'hangs' ? 'timeout' : 'error'
      expect(diagnostics).toEqual([
        { type: 'dedupe.failed', operation: 'begin', reason },
        { type: 'dedupe.failed', operation: 'abandon', reason },
      ])
      expect(vi.getTimerCount()).toBe(0)
    })

    test('of copies that arrive at once in one process, one is new', async () => {
      const down = async (): Promise<never> => await Promise.reject(new Error('down'))
      const receiver = receiverOf({ dedupe: { begin: down, complete: down, abandon: down } })
      const all = await Promise.all(Array.from({ length: 20 }, () => receiver.receive(wechat.push(event, NOW))))
      expect(all.filter(({ duplicate }) => !duplicate)).toHaveLength(1)
    })

    test.each([['OK'], [null], [undefined], [true]])('that answers %j, every message is new', async (nonsense) => {
      const answer = async (): Promise<never> => nonsense as never
      const receiver = receiverOf({ dedupe: { begin: answer, complete: answer, abandon: answer } })
      expect((await receiver.receive(wechat.push(event, NOW))).duplicate).toBe(false)
    })
  })

  test('a store of the old form is refused by name, with the way to the new one', () => {
    const old = { add: async () => true, delete: async () => {} }
    expect(() => receiverOf({ dedupe: old as never })).toThrow(
      /dedupe must be a DedupeStore with begin, complete and abandon, no longer add and delete .*testDedupeStore/,
    )
    for (const store of [{ begin: async () => 'new' }, { add: old.add }, { delete: old.delete }, null, 7, 'redis']) {
      expect(() => receiverOf({ dedupe: store as never })).toThrow(/begin, complete and abandon, got/)
    }
  })
})

describe('the question whether the address is ours', () => {
  const echostr = '4375120948345356249'

  test('is answered with the echostr, in every mode', () => {
    const query = { ...wechat.plainQuery(NOW), echostr }
    expect(receiverOf().verifyUrl(query)).toBe(echostr)
    expect(plainReceiver().verifyUrl(query)).toBe(echostr)
  })

  test.each<[string, string, object]>([
    [
      'another token',
      'ERR_EVENT_SIGNATURE',
      { ...wechat.plainQuery(NOW, { ...wechat.account, token: 'another' }), echostr },
    ],
    ['an old one', 'ERR_EVENT_EXPIRED', { ...wechat.plainQuery(NOW - 25 * HOUR), echostr }],
    ['no signature', 'ERR_EVENT_MALFORMED', { ...wechat.plainQuery(NOW), signature: undefined, echostr }],
    ['no echostr', 'ERR_EVENT_MALFORMED', wechat.plainQuery(NOW)],
    ['an empty echostr', 'ERR_EVENT_MALFORMED', { ...wechat.plainQuery(NOW), echostr: '' }],
    ['markup', 'ERR_EVENT_MALFORMED', { ...wechat.plainQuery(NOW), echostr: '<script>alert(1)</script>' }],
    ['a list', 'ERR_EVENT_MALFORMED', { ...wechat.plainQuery(NOW), echostr: [echostr] }],
    ['a very long one', 'ERR_EVENT_MALFORMED', { ...wechat.plainQuery(NOW), echostr: '1'.repeat(257) }],
  ])('is refused: %s', (_, code, query) => {
    expect(() => receiverOf().verifyUrl(query as wechat.Query)).toThrow(
      expect.objectContaining({ name: 'EventError', code }),
    )
  })
})

describe('arguments', () => {
  test('that are wrong are named, all of them', () => {
    const options = {
      appId: [],
      token: 'a b',
      encodingAESKey: ['short'],
      mode: 'none',
      dedupe: {},
      clock: 7,
      onDiagnostic: 1,
      x: 1,
    }
    expect(() => new EventReceiver(options as never)).toThrow(InputError)
    expect(() => new EventReceiver(options as never)).toThrow(
      /appId must.*token must.*encodingAESKey must.*mode must.*dedupe must.*clock must.*onDiagnostic must.*x must/,
    )
  })

  test.each([
    ['nothing', undefined, /argument must be an object/],
    ['no key', { ...wechat.account, encodingAESKey: undefined }, /encodingAESKey must be .* unless mode is 'plain'/],
    [
      'a key with =',
      { ...wechat.account, encodingAESKey: `${wechat.account.encodingAESKey.slice(1)}=` },
      /encodingAESKey/,
    ],
    [
      'a key of 44',
      { ...wechat.account, encodingAESKey: `${wechat.account.encodingAESKey}A` },
      /encodingAESKey must be .*43 letters/,
    ],
    ['no keys', { ...wechat.account, encodingAESKey: [] }, /encodingAESKey/],
    ['a token of 2', { ...wechat.account, token: 'ab' }, /token/],
    ['a token of 33', { ...wechat.account, token: 'a'.repeat(33) }, /token/],
    ['no AppID', { ...wechat.account, appId: '' }, /appId/],
    ['a wrong AppID among others', { ...wechat.account, appId: ['wx1', 'wx 2'] }, /appId/],
  ])('of the constructor: %s', (_, options, message) => {
    expect(() => new EventReceiver(options as never)).toThrow(InputError)
    expect(() => new EventReceiver(options as never)).toThrow(message)
  })

  test.each([[undefined], [null], ['<xml/>'], [{ body: '<xml/>' }], [{ query: 'timestamp=1', body: '' }]])(
    'of receive: %j is an InputError, since no network can cause it',
    async (request) => {
      expect(await failureOf(receiverOf(), request)).toBeInstanceOf(InputError)
    },
  )

  test.each([[undefined], ['timestamp=1'], [[]]])('of verifyUrl: %j is an InputError', (query) => {
    expect(() => receiverOf().verifyUrl(query as never)).toThrow(InputError)
    expect(() => receiverOf().verifyUrl(query as never)).toThrow(/verifyUrl.*query must be/)
  })
})

describe('secrets', () => {
  const { token, encodingAESKey } = wechat.account
  const secrets = { token, encodingAESKey, key: Buffer.from(`${encodingAESKey}=`, 'base64').toString('latin1') }

  test('are reachable from no receiver, error or received message', async () => {
    const receiver = receiverOf()
    const values: unknown[] = [receiver, receiver.toJSON(), await receiver.receive(wechat.push(event, NOW))]
    const requests: EventRequest[] = [
      changed({ msg_signature: '0'.repeat(40) }),
      changed({ timestamp: '1' }),
      wechat.push(event, NOW - 48 * HOUR),
      wechat.push('hello', NOW),
      signed(wechat.encrypt(event, { ...wechat.account, appId: 'wx0' })),
    ]
    for (const request of requests) values.push(await failureOf(receiver, request))
    try {
      new EventReceiver({ appId: '', token: `${token} `, encodingAESKey: `${encodingAESKey} ` })
    } catch (error) {
      values.push(error)
    }
    expect(values).toHaveLength(9)
    expect(values.flatMap((value) => leaks(value, secrets))).toEqual([])
  })

  test('of a receiver are not printed, its AppID is', () => {
    expect(JSON.stringify(receiverOf())).toBe(`{"appId":["${wechat.account.appId}"]}`)
    expect(inspect(receiverOf({ appId: ['wx1', 'wx2'] }))).toBe("EventReceiver { appId: 'wx1', 'wx2' }")
  })
})

describe('whatever arrives', () => {
  const { query, body } = wechat.push(event, NOW)
  const values = [...Object.values(query), body]

  /** The message with characters replaced, put in, or cut out, in the query or in the body. */
  const mutated = fc
    .tuple(fc.nat(values.length - 1), fc.nat(), fc.nat(3), fc.string({ unit: 'binary', maxLength: 4 }))
    .map(([which, position, cut, put]) => {
      const value = values[which] as string
      const at = position % (value.length + 1)
      const other = value.slice(0, at) + put + value.slice(at + cut)
      const name = Object.keys(query)[which]
      return name === undefined ? { query, body: other } : { query: { ...query, [name]: other }, body }
    })

  test('a changed message is refused with an EventError or is still the same event', async () => {
    await fc.assert(
      fc.asyncProperty(mutated, async (request) => {
        const result = await receiverOf()
          .receive(request)
          .catch((error: unknown) => error)
        if (result instanceof EventError) return
        expect(result).toMatchObject({ known: true, event: { UserCardCode: '318020000001' } })
      }),
      { numRuns: 500 },
    )
  })

  test('anything at all is refused with an EventError', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.anything()), fc.anything(), async (other, anything) => {
        for (const request of [
          { query: { ...query, ...other }, body: anything },
          { query: other, body },
        ]) {
          expect(await failureOf(receiverOf(), request)).toBeInstanceOf(EventError)
        }
      }),
    )
  })

  test('any content that was signed and encrypted is read or refused with an EventError', async () => {
    const rough = fc.string({
      unit: fc.constantFrom('<', '>', '/', '<xml>', '</xml>', '<a>', '&', '{', '}', '"', ':', ',', '1'),
    })
    await fc.assert(
      fc.asyncProperty(fc.oneof(rough, fc.string({ unit: 'binary' })), async (message) => {
        const failure = await failureOf(receiverOf(), wechat.push(message, NOW))
        if (failure !== 'no failure') expect(failure).toMatchObject({ code: 'ERR_EVENT_MALFORMED' })
      }),
    )
  })
})
