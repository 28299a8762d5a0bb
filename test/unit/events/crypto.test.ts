import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isSame, open, seal, sealingKey, signatureOf } from '../../../src/events/crypto.js'
import { account, decrypt, encryptBlocks, plainBlocks } from '../../support/event-push.js'
import { encryptedEchostr, encryptedMessages, plainSignatures, sealed } from './vectors.js'

const key = sealingKey(account.encodingAESKey)
const { appId, encodingAESKey } = account

describe('signatures', () => {
  test.each(plainSignatures)('agree with the published one: $source', ({ token, timestamp, nonce, signature }) => {
    expect(signatureOf(token, timestamp, nonce)).toBe(signature)
    expect(signatureOf(nonce, token, timestamp)).toBe(signature)
  })

  test.each([...encryptedMessages, encryptedEchostr])('cover the message: $source', (vector) => {
    const { token, timestamp, nonce, encrypt, msgSignature } = vector
    expect(signatureOf(token, timestamp, nonce, encrypt)).toBe(msgSignature)
  })

  test('are the same only if every character is', () => {
    const one = signatureOf('a')
    expect(isSame(one, signatureOf('a'))).toBe(true)
    for (let at = 0; at < one.length; at++) {
      const changed = one.slice(0, at) + (one[at] === '0' ? '1' : '0') + one.slice(at + 1)
      expect(isSame(one, changed)).toBe(false)
    }
    expect(isSame(one, one.slice(1))).toBe(false)
  })
})

describe('opening', () => {
  test.each(encryptedMessages)('finds what was published: $source', (vector) => {
    const opened = open(sealingKey(vector.encodingAESKey), vector.encrypt)
    expect(opened?.appId).toBe(vector.appId)
    expect(opened?.message).toHaveLength(vector.bytes)
    if (vector.message !== undefined) expect(opened?.message.toString()).toBe(vector.message)
  })

  test(`finds an encrypted echostr: ${encryptedEchostr.source}`, () => {
    const opened = open(sealingKey(encryptedEchostr.encodingAESKey), encryptedEchostr.encrypt)
    expect(opened?.message.toString()).toBe(encryptedEchostr.message)
    expect(opened?.appId).toBe(encryptedEchostr.appId)
  })

  test('finds an empty message for nobody: whether it is for us is asked afterwards', () => {
    expect(open(key, seal(key, '', ''))).toEqual({ message: Buffer.alloc(0), appId: '' })
    expect(open(key, seal(key, '', 'm'))).toEqual({ message: Buffer.from('m'), appId: '' })
    expect(open(key, seal(key, 'a', ''))).toEqual({ message: Buffer.alloc(0), appId: 'a' })
  })

  test('takes a key whose last character carries bits that belong to no byte', () => {
    const spare = sealingKey('abcdefghijklmnopqrstuvwxyz0123456789ABCDEFH') // the same 32 bytes as with G
    expect(open(spare, seal(key, appId, 'message'))?.message.toString()).toBe('message')
  })

  test.each([
    ['nothing', ''],
    ['half a block', Buffer.alloc(8).toString('base64')],
    ['a block and a half', Buffer.alloc(24).toString('base64')],
    ['blocks without padding characters', Buffer.alloc(32).toString('base64').replace('=', '')],
    ['base64 of URLs', Buffer.alloc(48, 255).toString('base64url')],
    ['a line break inside', `${Buffer.alloc(48).toString('base64').slice(0, 32)}\n${'A'.repeat(32)}`],
    ['bits that belong to no byte', `${Buffer.alloc(16).toString('base64').slice(0, 21)}B==`],
    ['something behind', `${Buffer.alloc(48).toString('base64')}=`],
    ['no base64', '微信'.repeat(16)],
  ])('refuses %s', (_, encrypt) => {
    expect(open(key, encrypt)).toBeUndefined()
  })

  const wrong = (name: string, plain: Buffer): [string, string] => [name, encryptBlocks(encodingAESKey, plain)]
  test.each([
    wrong('a padding of 0', plainBlocks('message', appId, { padding: (missing) => Buffer.alloc(missing, 0) })),
    wrong(
      'a padding of more than 32, however consistent',
      plainBlocks('message', appId, { padding: (missing) => Buffer.alloc(missing + 32, missing + 32) }),
    ),
    wrong(
      'a padding of 255',
      plainBlocks('m'.repeat(300), appId, { padding: (missing) => Buffer.alloc(missing, 255) }),
    ),
    wrong(
      'a padding with one wrong byte',
      plainBlocks('message', appId, {
        padding: (missing) => Buffer.alloc(missing, missing).fill(missing - 1, 0, 1),
      }),
    ),
    wrong('a length beyond the end', plainBlocks('message', appId, { length: 1000 })),
    wrong('a length that would be negative', plainBlocks('message', appId, { length: 0xffffffff })),
    wrong('a padding that reaches into the head', Buffer.alloc(32, 16)),
    wrong('one block alone', Buffer.alloc(16, 1)),
  ])('refuses %s', (_, encrypt) => {
    expect(open(key, encrypt)).toBeUndefined()
  })

  test('refuses what another key has sealed', () => {
    const other = sealingKey('Z'.repeat(43))
    // One in 256 keys leaves a last byte of 1 behind, which is a padding; then the length or the AppID is wrong.
    expect(open(other, seal(key, appId, 'message'))?.appId).not.toBe(appId)
  })
})

describe('sealing', () => {
  test.each(sealed)('agrees with the published one: $source', ({ message, random, encrypt, ...vector }) => {
    expect(seal(sealingKey(vector.encodingAESKey), vector.appId, message, random)).toBe(encrypt)
    if (vector.reply === undefined) return
    const { token, timestamp, nonce, signature } = vector.reply
    expect(signatureOf(token, timestamp, nonce, encrypt)).toBe(signature)
  })

  test('is undone by opening, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.stringMatching(/^[a-z0-9]{0,30}$/), (message, name) => {
        const opened = open(key, seal(key, name, message))
        expect(opened?.message.equals(Buffer.from(message))).toBe(true)
        expect(opened?.appId).toBe(name)
      }),
    )
  })

  test.each(Array.from({ length: 32 }, (_, more) => more))(
    'is undone by opening, whatever the padding: +%i',
    (more) => {
      const message = 'x'.repeat(more)
      const encrypted = seal(key, appId, message)
      expect(open(key, encrypted)?.message.toString()).toBe(message)
      expect(decrypt(encrypted)).toEqual({ message, appId }) // and by code that is not ours
    },
  )

  test('never makes the same twice', () => {
    expect(seal(key, appId, 'message')).not.toBe(seal(key, appId, 'message'))
  })
})
