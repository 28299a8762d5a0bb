import { describe, expect, test } from 'vitest'
import type { DecryptCodeRequest } from '../../../src/api/codes.js'
import { ApiError, InputError, TransportError } from '../../../src/errors.js'
import { decryptCardList, decryptCode } from '../../../src/flows/decryption.js'
import type { CallOptions } from '../../../src/transport/route.js'

/** One AES block for each number, as base64 with a `+` and padding in it. */
const encrypted = (number: number): string => {
  const block = Buffer.alloc(16, 0xfb)
  block.writeUInt8(number, 15)
  return block.toString('base64')
}

const cards = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ cardId: `pSimCard${index}`, code: encrypted(index), cardExt: '{}' }))

/** Answers each code with its number, the last first; `answers` says what is special about some. */
function decryptor(answers: Record<string, unknown> = {}) {
  const sent: string[] = []
  const given: (CallOptions | undefined)[] = []
  const decrypt = async ({ encrypt_code }: DecryptCodeRequest, options?: CallOptions) => {
    sent.push(encrypt_code)
    given.push(options)
    const number = Buffer.from(encrypt_code, 'base64').at(15) ?? 0
    for (let turn = number; turn < 20; turn++) await Promise.resolve()
    const answer = encrypt_code in answers ? answers[encrypt_code] : `CODE-${number}`
    if (answer instanceof Error) throw answer
    return { errcode: 0, errmsg: 'ok', code: answer as string }
  }
  return { decrypt, sent, given }
}

const refused = new ApiError(
  { errcode: 40075, errmsg: 'invalid code', category: 'request', hint: '', hintZh: '' },
  { endpoint: 'POST /card/code/decrypt', outcome: 'rejected', retryable: false, attempts: 1, elapsedMs: 1 },
)

const failure = async (promise: Promise<unknown>): Promise<unknown> => await promise.catch((reason: unknown) => reason)

describe('decryptCode', () => {
  test('sends the code without the encoding of a link, and the options with it', async () => {
    const { decrypt, sent, given } = decryptor()
    const options = { totalTimeoutMs: 9 }
    expect(await decryptCode(decrypt, encodeURIComponent(encrypted(7)), options)).toBe('CODE-7')
    expect([sent, given]).toEqual([[encrypted(7)], [options]])
  })

  // Of a code that was only partly decoded WeChat makes the right one and garbage behind it.
  test.each([
    '480019283746\u0003\u0011',
    '480019283746\ufffd',
    '会员',
    '',
    'a'.repeat(65),
    480019283746,
    undefined,
    null,
  ])('an answer that is no printable code is an error: %j', async (code) => {
    const { decrypt } = decryptor({ [encrypted(1)]: code })
    const error = await failure(decryptCode(decrypt, encrypted(1)))
    expect(error).toBeInstanceOf(TransportError)
    expect(error).toMatchObject({ code: 'ERR_RESPONSE', endpoint: 'POST /card/code/decrypt' })
  })

  test.each(['C', 'CODE 77', 'a'.repeat(64)])('%s is a code', async (code) => {
    const { decrypt } = decryptor({ [encrypted(1)]: code })
    expect(await decryptCode(decrypt, encrypted(1))).toBe(code)
  })

  test('what cannot be decrypted is refused in the name of the method, before anything is sent', async () => {
    const { decrypt, sent } = decryptor()
    for (const code of ['480019283746', '', undefined, 'kS9sYh1T0d2mJxq%252BZc7u4Q%253D%253D']) {
      const error = await failure(decryptCode(decrypt, code as string))
      expect(error).toBeInstanceOf(InputError)
      expect(String(error)).toMatch(/^InputError: decryptCode: encryptCode must be/)
    }
    expect(String(await failure(decryptCode(decrypt, '480019283746')))).toMatch(/is plain, use it as it is/)
    expect(sent).toEqual([])
  })
})

describe('decryptCardList', () => {
  test('keeps the order of the entries, whatever the order of the answers', async () => {
    const { decrypt, given } = decryptor()
    const options = { retry: false }
    const result = await decryptCardList(decrypt, cards(5), options)
    expect(result).toEqual([0, 1, 2, 3, 4].map((n) => ({ ok: true, cardId: `pSimCard${n}`, code: `CODE-${n}` })))
    expect(given).toEqual(Array(5).fill(options))
  })

  test('an entry that fails carries its error and spoils no other', async () => {
    const { decrypt } = decryptor({ [encrypted(1)]: refused, [encrypted(2)]: 'CODE\u0007' })
    expect(await decryptCardList(decrypt, cards(4))).toEqual([
      { ok: true, cardId: 'pSimCard0', code: 'CODE-0' },
      { ok: false, cardId: 'pSimCard1', error: refused },
      { ok: false, cardId: 'pSimCard2', error: expect.objectContaining({ code: 'ERR_RESPONSE' }) },
      { ok: true, cardId: 'pSimCard3', code: 'CODE-3' },
    ])
  })

  test('the caller’s own abort is no entry’s error', async () => {
    const { decrypt } = decryptor({ [encrypted(1)]: new DOMException('no more', 'AbortError') })
    expect(await failure(decryptCardList(decrypt, cards(3)))).toMatchObject({ name: 'AbortError' })
  })

  test('a card that the phone did not add is not asked for', async () => {
    const { decrypt, sent } = decryptor()
    const [one, other] = cards(2)
    const list = [
      { ...one, isSuccess: false },
      { cardId: 'p', isSuccess: false },
      { ...other, isSuccess: true },
    ]
    expect(await decryptCardList(decrypt, list as never)).toEqual([
      { ok: false, cardId: 'pSimCard0', error: expect.any(InputError) },
      { ok: false, cardId: 'p', error: expect.any(InputError) },
      { ok: true, cardId: 'pSimCard1', code: 'CODE-1' },
    ])
    expect(sent).toEqual([encrypted(1)])
    const [refusal] = await decryptCardList(decrypt, list as never)
    expect(refusal).toMatchObject({
      error: {
        message: 'decryptCardList: cardList[0].isSuccess must be true: the phone did not add this card, got false',
      },
    })
  })

  const chosen = [{ card_id: 'pSimCard0', encrypt_code: encrypted(3), app_id: 'wx0000000000000001' }]
  const [added] = [cards(1)]

  test.each<[string, unknown, string]>([
    ['the JSON text of a list', JSON.stringify(added), 'CODE-0'],
    ['what wx.chooseCard names its entries', chosen, 'CODE-3'],
    ['all that wx.addCard answered', { errMsg: 'addCard:ok', cardList: added }, 'CODE-0'],
    ['all that wx.chooseCard answered', { errMsg: 'chooseCard:ok', cardList: JSON.stringify(chosen) }, 'CODE-3'],
    ['all that was answered, as JSON text', JSON.stringify({ errMsg: 'addCard:ok', cardList: added }), 'CODE-0'],
    ['a code as it stands in a link', [{ cardId: 'pSimCard0', code: encodeURIComponent(encrypted(3)) }], 'CODE-3'],
  ])('takes %s', async (_, list, code) => {
    expect(await decryptCardList(decryptor().decrypt, list as never)).toEqual([{ ok: true, cardId: 'pSimCard0', code }])
  })

  test('takes an empty list, and one of 20', async () => {
    expect(await decryptCardList(decryptor().decrypt, [])).toEqual([])
    expect(await decryptCardList(decryptor().decrypt, cards(20))).toHaveLength(20)
  })

  test.each<[string, unknown, RegExp]>([
    ['21 cards', cards(21), /cardList must be an array of at most 20 cards.*got an array of 21/],
    ['a promise', Promise.resolve(cards(1)), /a promise: await is missing/],
    ['undefined', undefined, /got undefined/],
    ['an answer without a list', { errMsg: 'addCard:fail cancel' }, /cardList must be an array/],
    ['text that is no JSON', '[object Object]', /the text "\[object Object\]"/],
    ['an object without its list', { cardId: 'p', code: encrypted(1) }, /cardList must be an array/],
    ['an entry that is none', [null], /cardList\[0\] must be \{ cardId, code \} or/],
    ['a hole', new Array(1), /cardList\[0\] must be/],
    ['no card id', [{ code: encrypted(1) }], /cardList\[0\]\.cardId must be a non-empty string, got undefined/],
    ['a plain code', [{ cardId: 'p', code: '480019283746' }], /cardList\[0\]\.code must be an encrypted code/],
    ['no code', [{ card_id: 'p' }], /cardList\[0\]\.encrypt_code must be an encrypted code/],
  ])('refuses %s, before anything is sent', async (_, list, message) => {
    const { decrypt, sent } = decryptor()
    const error = await failure(decryptCardList(decrypt, list as never))
    expect(error).toBeInstanceOf(InputError)
    expect(String(error)).toMatch(/^InputError: decryptCardList: /)
    expect(String(error)).toMatch(message)
    expect(sent).toEqual([])
  })

  test('names everything that is wrong with a list', async () => {
    const list = [{ cardId: '', code: 'x' }, cards(1)[0], { card_id: 'p', encrypt_code: '' }]
    const error = await failure(decryptCardList(decryptor().decrypt, list as never))
    expect((error as InputError).problems.map(({ field }) => field)).toEqual([
      'cardList[0].cardId',
      'cardList[0].code',
      'cardList[2].encrypt_code',
    ])
  })
})
