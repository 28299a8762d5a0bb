import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SimulatedAccount } from '../../../../src/testing/account/account.js'
import type { HappenedEvent } from '../../../../src/testing/account/context.js'
import { toSimulatorSettings } from '../../../../src/testing/account/options.js'
import { type CallbackSettings, originalIdOf, toMessage, toUrlCheck } from '../../../../src/testing/pushes/message.js'
import { account, decrypt, sha1OfSorted } from '../../../support/event-push.js'

const simulated = new SimulatedAccount(
  toSimulatorSettings({ appId: account.appId, clock: { now: () => 1_764_000_011_500 } }),
)
const gh = originalIdOf(simulated)

/** The sample of the specification, section 3.2. */
const event: HappenedEvent = {
  Event: 'user_get_card',
  FromUserName: 'oDEMOuser0000000000000000001',
  CardId: 'pDEMOcard0000000000000000001',
  IsGiveByFriend: 0,
  OuterStr: 'shop42',
  UnionId: undefined,
  CreateTime: 1_764_000_011,
}

const settings = (more: Partial<CallbackSettings> = {}): CallbackSettings => ({
  token: account.token,
  encodingAESKey: account.encodingAESKey,
  mode: 'safe',
  format: 'xml',
  ...more,
})

const XML = `<xml><ToUserName><![CDATA[${gh}]]></ToUserName>
<FromUserName><![CDATA[oDEMOuser0000000000000000001]]></FromUserName>
<CreateTime>1764000011</CreateTime>
<MsgType><![CDATA[event]]></MsgType>
<Event><![CDATA[user_get_card]]></Event>
<CardId><![CDATA[pDEMOcard0000000000000000001]]></CardId>
<IsGiveByFriend>0</IsGiveByFriend>
<OuterStr><![CDATA[shop42]]></OuterStr>
</xml>`

const MEMBERS = {
  ToUserName: gh,
  FromUserName: 'oDEMOuser0000000000000000001',
  CreateTime: 1_764_000_011,
  MsgType: 'event',
  Event: 'user_get_card',
  CardId: 'pDEMOcard0000000000000000001',
  IsGiveByFriend: 0,
  OuterStr: 'shop42',
}

function queryOf({ query }: { query: string }) {
  return Object.fromEntries(new URLSearchParams(query))
}

const encryptedIn = (xml: string): string => /<Encrypt><!\[CDATA\[(.*)\]\]><\/Encrypt>/.exec(xml)?.[1] ?? ''

describe('an event in clear', () => {
  test('is XML with the five members of every event first, texts in CDATA and numbers bare', () => {
    const { body, contentType } = toMessage(simulated, event, settings({ mode: 'plain' }))
    expect(body).toBe(XML)
    expect(contentType).toBe('text/xml')
  })

  test('is signed by token, time and nonce, and names the user', () => {
    const query = queryOf(toMessage(simulated, event, settings({ mode: 'plain' })))
    expect(Object.keys(query).sort()).toEqual(['nonce', 'openid', 'signature', 'timestamp'])
    const { signature, timestamp = '', nonce = '', openid } = query
    expect(timestamp).toBe('1764000011')
    expect(nonce).toMatch(/^\d{10}$/)
    expect(openid).toBe('oDEMOuser0000000000000000001')
    expect(signature).toBe(sha1OfSorted(account.token, timestamp, nonce))
  })

  test('is JSON where the account wants it', () => {
    const { body, contentType } = toMessage(simulated, event, settings({ mode: 'plain', format: 'json' }))
    expect(JSON.parse(body)).toEqual(MEMBERS)
    expect(contentType).toBe('application/json')
  })

  test('needs no key', () => {
    const { body } = toMessage(simulated, event, { token: account.token, mode: 'plain', format: 'xml' })
    expect(body).toBe(XML)
  })

  test('survives an end of CDATA in a value', () => {
    const { body } = toMessage(simulated, { ...event, OuterStr: 'a]]>b<c>&' }, settings({ mode: 'plain' }))
    expect(body).toContain('<OuterStr><![CDATA[a]]]]><![CDATA[>b<c>&]]></OuterStr>')
  })

  test('that the platform itself sends comes from an openid too', () => {
    const { query, body } = toMessage(
      simulated,
      { Event: 'card_pass_check', CardId: 'p', CreateTime: 1 },
      settings({ mode: 'plain' }),
    )
    const { openid } = queryOf({ query })
    expect(openid).toMatch(/^o[\w-]{27}$/)
    expect(body).toContain(`<FromUserName><![CDATA[${openid}]]></FromUserName>`)
  })
})

describe('an event in the safe mode', () => {
  test('holds the receiver and what is encrypted, and nothing else', () => {
    const { body } = toMessage(simulated, event, settings())
    expect(body).toMatch(
      new RegExp(
        `^<xml><ToUserName><!\\[CDATA\\[${gh}\\]\\]></ToUserName>\\n<Encrypt><!\\[CDATA\\[[A-Za-z0-9+/]+=*\\]\\]></Encrypt>\\n</xml>$`,
      ),
    )
    expect(decrypt(encryptedIn(body), account)).toEqual({ message: XML, appId: account.appId })
  })

  test('carries both signatures', () => {
    const message = toMessage(simulated, event, settings())
    const { signature, msg_signature, timestamp = '', nonce = '', encrypt_type, openid } = queryOf(message)
    expect(encrypt_type).toBe('aes')
    expect(openid).toBe('oDEMOuser0000000000000000001')
    expect(signature).toBe(sha1OfSorted(account.token, timestamp, nonce))
    expect(msg_signature).toBe(sha1OfSorted(account.token, timestamp, nonce, encryptedIn(message.body)))
  })

  test('as JSON is the same', () => {
    const { body } = toMessage(simulated, event, settings({ format: 'json' }))
    const { ToUserName, Encrypt, ...rest } = JSON.parse(body)
    expect([ToUserName, rest]).toEqual([gh, {}])
    expect(JSON.parse(decrypt(Encrypt, account).message)).toEqual(MEMBERS)
  })

  test('fills blocks of 32 bytes, whatever is in it', () => {
    const lengths = new Set<number>()
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (OuterStr) => {
        fc.pre(!OuterStr.includes('<'))
        const { body } = toMessage(simulated, { ...event, OuterStr }, settings({ format: 'json' }))
        const { Encrypt } = JSON.parse(body)
        const { message, appId } = decrypt(Encrypt, account)
        lengths.add(Buffer.from(Encrypt, 'base64').length)
        return JSON.parse(message).OuterStr === OuterStr && appId === account.appId
      }),
    )
    expect([...lengths].filter((length) => length % 32 !== 0)).toEqual([])
  })

  test('is encrypted anew for every attempt', () => {
    const [one, two] = [toMessage(simulated, event, settings()), toMessage(simulated, event, settings())]
    expect(encryptedIn(one.body)).not.toBe(encryptedIn(two.body))
    expect(queryOf(one).nonce).not.toBe(queryOf(two).nonce)
    expect(decrypt(encryptedIn(one.body), account)).toEqual(decrypt(encryptedIn(two.body), account))
  })
})

describe('an event in the compatible mode', () => {
  test('holds the clear members and what is encrypted', () => {
    const { body } = toMessage(simulated, event, settings({ mode: 'compatible' }))
    expect(body.startsWith(XML.slice(0, -'\n</xml>'.length))).toBe(true)
    expect(decrypt(encryptedIn(body), account).message).toBe(XML)
    const json = JSON.parse(toMessage(simulated, event, settings({ mode: 'compatible', format: 'json' })).body)
    expect(json).toEqual({ ...MEMBERS, Encrypt: expect.any(String) })
  })
})

describe('the question whether an address is the merchant’s', () => {
  test('is signed and carries a text to answer with', () => {
    const {
      signature,
      timestamp = '',
      nonce = '',
      echostr,
    } = Object.fromEntries(new URLSearchParams(toUrlCheck(simulated, settings(), '4375120948345356249')))
    expect(echostr).toBe('4375120948345356249')
    expect(signature).toBe(sha1OfSorted(account.token, timestamp, nonce))
  })
})

test('the account’s original id is gh_ and twelve hex digits, always the same', () => {
  expect(gh).toMatch(/^gh_[\da-f]{12}$/)
  expect(originalIdOf(new SimulatedAccount(toSimulatorSettings({ appId: account.appId })))).toBe(gh)
  expect(originalIdOf(new SimulatedAccount(toSimulatorSettings({})))).not.toBe(gh)
})
