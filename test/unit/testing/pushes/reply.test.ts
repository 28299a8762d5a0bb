import { describe, expect, test } from 'vitest'
import { SimulatedAccount } from '../../../../src/testing/account/account.js'
import { toSimulatorSettings } from '../../../../src/testing/account/options.js'
import type { CallbackSettings } from '../../../../src/testing/pushes/message.js'
import { readReply } from '../../../../src/testing/pushes/reply.js'
import { account, encrypt, sha1OfSorted } from '../../../support/event-push.js'

const newAccount = (appId: string) => new SimulatedAccount(toSimulatorSettings({ appId }))
const safe: CallbackSettings = { ...account, mode: 'safe', format: 'xml' }

const text = '<xml><Content><![CDATA[hi]]></Content></xml>'

/** A sealed reply, by the rules of the specification, section 6. */
function sealed(message = text, { nonce = '123', by = account } = {}): string {
  const encrypted = encrypt(message, by)
  const signature = sha1OfSorted(by.token, '1764000000', nonce, encrypted)
  return `<xml>
    <Encrypt><![CDATA[${encrypted}]]></Encrypt>
    <MsgSignature><![CDATA[${signature}]]></MsgSignature>
    <TimeStamp>1764000000</TimeStamp>
    <Nonce><![CDATA[${nonce}]]></Nonce>
  </xml>`
}

describe('a message in the answer to an event', () => {
  test('the official example in JSON (V4) is read', () => {
    const official = JSON.stringify({
      Encrypt: 'ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ==',
      MsgSignature: '1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1',
      TimeStamp: 1713424427,
      Nonce: '415670741',
    })
    const settings = { token: 'AAAAA', encodingAESKey: 'A'.repeat(43), mode: 'safe', format: 'json' } as const
    expect(readReply(newAccount('wxba5fad812f8e6fb9'), official, settings)).toEqual({
      message: '{"demo_resp":"good luck"}',
    })
  })

  test('a sealed one in XML is read, in both encrypted modes', () => {
    for (const mode of ['safe', 'compatible'] as const) {
      expect(readReply(newAccount(account.appId), sealed(), { ...safe, mode })).toEqual({ message: text })
    }
  })

  test('in clear is read where the account does not encrypt', () => {
    const plain = { token: account.token, mode: 'plain', format: 'xml' } as const
    expect(readReply(newAccount(account.appId), text, plain)).toEqual({ message: text })
  })

  test.each([
    ['in clear', text, /not encrypted and signed/],
    ['signed with another token', sealed(text, { by: { ...account, token: 'other' } }), /not encrypted and signed/],
    ['changed on the way', sealed().replace('<TimeStamp>1764', '<TimeStamp>1765'), /not encrypted and signed/],
    ['sealed for another AppID', sealed(text, { by: { ...account, appId: 'wxOther' } }), /cannot be decrypted/],
    [
      'sealed with another key',
      sealed(text, { by: { ...account, encodingAESKey: `x${account.encodingAESKey.slice(1)}` } }),
      /cannot be decrypted/,
    ],
    ['JSON without members', '{}', /not encrypted and signed/],
    ['broken JSON', '{', /not encrypted and signed/],
    ['no message at all', 'OK', /neither success nor a message/],
  ])('%s is what a user would see fail', (_, reply, wrong) => {
    expect(readReply(newAccount(account.appId), reply, safe)).toEqual({ wrong: expect.stringMatching(wrong) })
  })
})
