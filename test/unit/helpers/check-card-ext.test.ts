import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildCardExt } from '../../../src/helpers/card-ext.js'
import { checkCardExt } from '../../../src/helpers/check-card-ext.js'
import { problemsOf } from './problems.js'
import { cardVectors } from './vectors.js'

const sha1 = (text: string) => createHash('sha1').update(text).digest('hex')

const cardId = 'pSimCard0001'
const cardTicket = 'simTicket-abcDEF_0123456789'
const jsapiTicket = 'simJsapiTicket_1'
const tickets = { cardTicket, jsapiTicket }
const signature = '74d29139ba0ea6f5f9cfa9dd6d81b39b8ca3bf8c'
const good = { timestamp: '1700000000', nonce_str: 'Ab9xZ', signature }

const codesOf = (cardExt: unknown, more: object = {}) =>
  checkCardExt({ cardId, cardExt: cardExt as string, ...tickets, ...more }).problems.map(({ code }) => code)

/** cardExt with these members, signed by hashing this text. */
const signed = (text: string, members: object = {}) => JSON.stringify({ ...good, ...members, signature: sha1(text) })

describe('a cardExt that is right', () => {
  test.each(cardVectors)('is valid: $source', ({ source, signature, apiTicket, cardId, ...signed }) => {
    const { nonceStr: nonce_str, ...rest } = signed
    const cardExt = JSON.stringify({ ...rest, nonce_str, signature })
    expect(checkCardExt({ cardId, cardExt, cardTicket: apiTicket })).toStrictEqual({ valid: true, problems: [] })
  })

  test.each([
    ['with a timestamp that is a string', good],
    ['with a channel and a start time', { ...good, outer_str: 'kiosk-3', fixed_begintimestamp: 1699999999 }],
    ['with the channel of older days', { ...good, outer_id: 12 }],
    ['with empty strings, as in WeChat’s own sample', { ...good, code: '', openid: '', outer_str: '' }],
    ['without a nonce', { timestamp: 1700000000, signature: sha1(`1700000000${cardId}${cardTicket}`) }],
  ])('is valid %s', (_, cardExt) => {
    expect(codesOf(JSON.stringify(cardExt))).toEqual([])
  })

  test('is what buildCardExt makes', () => {
    fc.assert(
      fc.property(
        fc.record(
          {
            code: fc.stringMatching(/^[!-~]{1,20}$/),
            openid: fc.stringMatching(/^[!-~]{1,32}$/),
            nonceStr: fc.constantFrom<string | false>('Ab9xZ', false),
            timestampAs: fc.constantFrom<'string' | 'number'>('string', 'number'),
            outerStr: fc.string({ minLength: 1 }),
            fixedBeginTimestamp: fc.integer({ min: 1e9, max: 1e10 - 1 }),
          },
          { requiredKeys: [] },
        ),
        (input) => {
          expect(codesOf(buildCardExt({ cardId, cardTicket, ...input }))).toEqual([])
        },
      ),
    )
  })
})

describe('the form of cardExt', () => {
  test.each([
    ['an object where text belongs', good, ['not_text']],
    ['text that went through JSON.stringify twice', JSON.stringify(JSON.stringify(good)), ['encoded_twice']],
    ['nothing', undefined, ['not_text']],
    ['null', null, ['not_text']],
    ['a number', 42, ['not_text']],
    ['an array', [good], ['not_text']],
    ['an empty string', '', ['not_json']],
    ['a whole cardList', [{ cardId, cardExt: JSON.stringify(good) }], ['not_text']],
    ['a whole cardList as JSON', JSON.stringify([{ cardId, cardExt: JSON.stringify(good) }]), ['not_json']],
    ['all that wx.addCard takes', { cardList: [{ cardId, cardExt: JSON.stringify(good) }] }, ['not_text']],
    // Names of the bridge (signatures-69); w7corp/easywechat #56 sent them, and the phone showed nothing.
    [
      'a list with the names of the bridge',
      [{ card_id: cardId, card_ext: JSON.stringify(good) }],
      ['not_text', 'misspelt_member'],
    ],
    ['an entry of the list', JSON.stringify({ cardId, cardExt: JSON.stringify(good) }), ['not_json']],
    ['an object that became text by accident', String(good), ['not_json']],
    ['half of it', JSON.stringify(good).slice(0, -1), ['not_json']],
    ['the JSON of a string', '"text"', ['not_json']],
    ['the JSON of an array', JSON.stringify([good]), ['not_json']],
    ['null as JSON', 'null', ['not_json']],
    ['no members', '{}', ['missing_member', 'missing_member']],
  ])('%s', (_, cardExt, codes) => {
    expect(codesOf(cardExt)).toEqual(codes)
  })

  test.each([
    [undefined, /JSON\.stringify.*undefined/],
    ['{', /must be the JSON of an object/],
    ['[object Object]', /\[object Object\].*without JSON\.stringify/],
    [' [object Object]\n', /\[object Object\].*without JSON\.stringify/],
    [[{ cardId, cardExt: '{}' }], /whole cardList/],
    [JSON.stringify(JSON.stringify(good)), /twice: once is right/],
  ])('a problem says what to do: %j', (cardExt, message) => {
    const { problems } = checkCardExt({ cardId, cardExt: cardExt as string, ...tickets })
    expect(problems[0]?.message).toMatch(message)
  })

  test('reads on inside an object that should have been text', () => {
    expect(codesOf({ ...good, signature: signature.toUpperCase() })).toEqual(['not_text', 'upper_case_signature'])
  })
})

describe('the members of cardExt', () => {
  test.each([
    ['no timestamp', { timestamp: undefined }, ['missing_member', 'wrong_signature']],
    ['no signature', { signature: undefined }, ['missing_member']],
    ['a signature that is no SHA-1', { signature: 'd41d8cd98f00b204e9800998ecf8427e' }, ['bad_member']],
    ['a signature that is no text', { signature: 7 }, ['bad_member']],
    ['a signature in upper case', { signature: signature.toUpperCase() }, ['upper_case_signature']],
    ['a timestamp with white space', { timestamp: ' 1700000000' }, ['bad_member', 'signed_untrimmed']],
    ['an empty channel', { outer_str: '' }, []],
    ['a channel that is no text', { outer_str: 7 }, ['bad_member']],
    ['a start time in text', { fixed_begintimestamp: '1699999999' }, ['bad_member']],
    ['null for an openid', { openid: null }, ['bad_member']],
    ['an object for a code', { code: {} }, ['bad_member']],
    ['a member WeChat does not know', { colour: 'red' }, []],
    ['one beside another mistake', { colour: 'red', outer_str: 7 }, ['unknown_member', 'bad_member']],
    ['an empty start time', { fixed_begintimestamp: '' }, []],
    ['the ticket for everyone to read', { api_ticket: cardTicket }, ['unknown_member', 'exposed_ticket']],
    ['the jsapi ticket for everyone to read', { outer_str: jsapiTicket }, ['exposed_ticket']],
  ])('%s', (_, members, codes) => {
    expect(codesOf(JSON.stringify({ ...good, ...members }))).toEqual(codes)
  })

  test('a nonce spelled as in wx.config is named with both spellings', () => {
    const { nonce_str, ...rest } = good
    const { valid, problems } = checkCardExt({
      cardId,
      cardExt: JSON.stringify({ ...rest, nonceStr: nonce_str }),
      ...tickets,
    })
    expect(valid).toBe(false)
    expect(problems).toEqual([{ code: 'misspelt_member', message: expect.stringMatching(/nonceStr.*nonce_str/) }])
  })

  test('milliseconds that were signed as well are the one problem', () => {
    const cardExt = signed(`1700000000123Ab9xZ${cardId}${cardTicket}`, { timestamp: 1700000000123 })
    expect(codesOf(cardExt)).toEqual(['milliseconds'])
  })

  test('a nonce too long or with other characters', () => {
    for (const nonce_str of ['a'.repeat(129), 'a b', '随机']) {
      const text = [nonce_str, '1700000000', cardId, cardTicket].map((value) => Buffer.from(value)).sort(Buffer.compare)
      expect(codesOf(signed(text.join(''), { nonce_str }))).toEqual(['bad_member'])
    }
  })

  test.each([
    ['a start time in milliseconds', { fixed_begintimestamp: 1700000000123 }, ['bad_member']],
    ['an empty channel beside an empty jsapi ticket', { outer_str: '' }, ['bad_argument']],
  ])('%s', (_, members, codes) => {
    const more = codes.includes('bad_argument') ? { jsapiTicket: '' } : {}
    expect(codesOf(JSON.stringify({ ...good, ...members }), more)).toEqual(codes)
  })

  test.each([['0'], ['x'], [' x']])('a signature with something before or behind it: %j', (more) => {
    expect(codesOf(JSON.stringify({ ...good, signature: signature + more }))).toEqual(['bad_member'])
    expect(codesOf(JSON.stringify({ ...good, signature: more + signature }))).toEqual(['bad_member'])
  })

  test('the time of eleven digits is not the time of ten', () => {
    const cardExt = signed(`1700000000Ab9xZ${cardId}${cardTicket}`, { timestamp: '17000000001' })
    expect(codesOf(cardExt)).toEqual(['bad_member', 'wrong_signature'])
  })

  test('what is no text is no ticket', () => {
    const cardExt = JSON.stringify({ ...good, openid: null, outer_str: 7 })
    for (const jsapiTicket of [null, 7]) {
      expect(codesOf(cardExt, { jsapiTicket })).not.toContain('exposed_ticket')
    }
  })

  test.each([
    [{ code: {} }, 'bad_member', /code.*a plain code.*got an object/],
    [{ colour: 'red', size: 3, outer_str: 7 }, 'unknown_member', /\(2\): it takes code, openid, timestamp, nonce_str/],
    [{ timestamp: undefined }, 'missing_member', /no timestamp: it must be .*10 digits/],
    [{ signature: 7 }, 'bad_member', /40 hex digits/],
    [{ outer_str: cardTicket }, 'exposed_ticket', /must never leave the server/],
  ])('a problem says what to do: %j', (members, code, message) => {
    const { problems } = checkCardExt({ cardId, cardExt: JSON.stringify({ ...good, ...members }), ...tickets })
    expect(problems.find((problem) => problem.code === code)?.message).toMatch(message)
  })

  test('an encrypted code', () => {
    const code = 'kS9sYh1T0d2mJxq+Zc7u4Q=='
    const cardExt = signed(`1700000000Ab9xZ${code}${cardId}${cardTicket}`, { code })
    const { problems } = checkCardExt({ cardId, cardExt, cardTicket })
    expect(problems).toEqual([{ code: 'bad_member', message: expect.stringMatching(/code.*a plain code/) }])
  })
})

describe('what the signature was made with', () => {
  const more = { code: 'CODE-77', openid: 'oSimOpen1' }
  test.each([
    ['the jsapi ticket', `1700000000Ab9xZ${cardId}${jsapiTicket}`, {}, 'signed_with_jsapi_ticket', /jsapi ticket/],
    ['no ticket', `1700000000Ab9xZ${cardId}`, {}, 'signed_without_value', /^the card ticket \(api_ticket\)/],
    ['no nonce', `1700000000${cardId}${cardTicket}`, {}, 'signed_without_value', /nonce_str/],
    ['no card', `1700000000Ab9xZ${cardTicket}`, {}, 'signed_without_value', /card_id/],
    ['no time', `Ab9xZ${cardId}${cardTicket}`, {}, 'signed_without_value', /timestamp/],
    ['no code', `1700000000Ab9xZoSimOpen1${cardId}${cardTicket}`, more, 'signed_without_value', /^code/],
    ['no openid', `1700000000Ab9xZCODE-77${cardId}${cardTicket}`, more, 'signed_without_value', /openid/],
    [
      'a channel',
      `1700000000Ab9xZkiosk-3${cardId}${cardTicket}`,
      { outer_str: 'kiosk-3' },
      'signed_with_extra_value',
      /outer_str/,
    ],
    [
      'a start time',
      `16999999991700000000Ab9xZ${cardId}${cardTicket}`,
      { fixed_begintimestamp: 1699999999 },
      'signed_with_extra_value',
      /fixed_begintimestamp/,
    ],
    [
      'the word undefined',
      `1700000000Ab9xZ${cardId}${cardTicket}undefined`,
      {},
      'signed_with_extra_value',
      /undefined/,
    ],
    ['the word null', `1700000000Ab9xZnull${cardId}${cardTicket}`, {}, 'signed_with_extra_value', /null/],
    [
      'a ticket with a space',
      `1700000000Ab9xZ${cardId}${cardTicket} `,
      {},
      'signed_untrimmed',
      /api_ticket.*white space/,
    ],
    [
      'a ticket with a line break',
      `1700000000Ab9xZ${cardId}${cardTicket}\n`,
      {},
      'signed_untrimmed',
      /api_ticket.*white space/,
    ],
    [
      'a ticket with a line break of Windows',
      `1700000000Ab9xZ${cardId}${cardTicket}\r\n`,
      {},
      'signed_untrimmed',
      /api_ticket.*white space/,
    ],
    [
      'a nonce with a space',
      ` Ab9xZ1700000000${cardId}${cardTicket}`,
      {},
      'signed_untrimmed',
      /nonce_str.*white space/,
    ],
    ['milliseconds', `1700000000123Ab9xZ${cardId}${cardTicket}`, {}, 'signed_with_milliseconds', /milliseconds/],
    [
      'milliseconds that were rounded',
      `1699999999501Ab9xZ${cardId}${cardTicket}`,
      {},
      'signed_with_milliseconds',
      /milliseconds/,
    ],
    ['the time of a second before', `1699999999Ab9xZ${cardId}${cardTicket}`, {}, 'signed_with_other_time', /once/],
    ['the time of two minutes after', `1700000120Ab9xZ${cardId}${cardTicket}`, {}, 'signed_with_other_time', /once/],
    ['numbers sorted by size', `91700000000${cardId}${cardTicket}`, { nonce_str: '9' }, 'sorted_wrongly', /PHP/],
    [
      'the order of a dictionary',
      `1700000000${cardId}${cardTicket}T`,
      { nonce_str: 'T' },
      'sorted_wrongly',
      /localeCompare/,
    ],
    ['no order', `${cardTicket}1700000000${cardId}Ab9xZ`, {}, 'sorted_wrongly', /wrong order/],
    [
      'the order of the names',
      `${cardTicket}${cardId}CODE-77Ab9xZoSimOpen11700000000`,
      more,
      'sorted_wrongly',
      /wrong order/,
    ],
    ['& between the values', `1700000000&Ab9xZ&${cardId}&${cardTicket}`, {}, 'joined_wrongly', /between/],
    ['commas between the values', `1700000000,Ab9xZ,${cardId},${cardTicket}`, {}, 'joined_wrongly', /between/],
    ['blanks between the values', `1700000000 Ab9xZ ${cardId} ${cardTicket}`, {}, 'joined_wrongly', /between/],
    ['lines of values', `1700000000\nAb9xZ\n${cardId}\n${cardTicket}`, {}, 'joined_wrongly', /between/],
    ['bars between the values', `1700000000|Ab9xZ|${cardId}|${cardTicket}`, {}, 'joined_wrongly', /between/],
    [
      'the last of its milliseconds',
      `1700000000999Ab9xZ${cardId}${cardTicket}`,
      {},
      'signed_with_milliseconds',
      /milli/,
    ],
    ['the next second in milliseconds', `1700000001000Ab9xZ${cardId}${cardTicket}`, {}, 'wrong_signature', /expired/],
    [
      'name=value',
      `api_ticket=${cardTicket}&card_id=${cardId}&nonce_str=Ab9xZ&timestamp=1700000000`,
      {},
      'joined_wrongly',
      /wx\.config/,
    ],
    ['another ticket', `1700000000Ab9xZ${cardId}anotherTicket`, {}, 'wrong_signature', /expired ticket/],
  ])('%s', (_, text, members, code, message) => {
    const cardExt = signed(text, members)
    const report = checkCardExt({ cardId, cardExt, ...tickets })
    expect(report).toEqual({ valid: false, problems: [{ code, message: expect.stringMatching(message) }] })
  })

  test('the ticket of the older page, with the space behind it', () => {
    const cardExt =
      '{"code":"jonyqin_1434008071","timestamp":"1404896688","nonce_str":"jonyqin","signature":"6b81fbf6af16e856334153b39737556063c82689"}'
    const card = { cardId: 'pjZ8Yt1XGILfi-FUsewpnnolGgZk', cardTicket: 'ojZ8YtyVyr30HheH3CM73y7h4jJE' }
    expect(checkCardExt({ ...card, cardExt }).problems).toMatchObject([{ code: 'signed_untrimmed' }])
  })

  test('seconds, where cardExt has milliseconds', () => {
    const cardExt = signed(`1700000000Ab9xZ${cardId}${cardTicket}`, { timestamp: 1700000000123 })
    expect(codesOf(cardExt)).toEqual(['milliseconds', 'signed_with_other_time'])
  })

  test('the card that is named inside, where another stands beside it', () => {
    const cardExt = signed(`1700000000Ab9xZpSimCard0002${cardTicket}`, { card_id: 'pSimCard0002' })
    expect(codesOf(cardExt)).toEqual(['unknown_member', 'signed_for_other_card'])
  })

  test.each([
    ['outer_id', 12, ['signed_with_extra_value']],
    ['fixed_begintimestamp', 1699999999, ['signed_with_extra_value']],
    ['balance', 500, ['unknown_member', 'signed_with_extra_value']],
    ['card_type', 'red-packet', ['unknown_member', 'signed_with_extra_value']],
    ['cardType', 'red-packet', ['unknown_member', 'signed_with_extra_value']],
  ])('what older tools sent and signed is named: %s', (name, value, codes) => {
    const text = ['1700000000', 'Ab9xZ', cardId, cardTicket, String(value)].sort().join('')
    const { problems } = checkCardExt({ cardId, cardExt: signed(text, { [name]: value }), ...tickets })
    expect(problems.map(({ code }) => code)).toEqual(codes)
    expect(problems.at(-1)?.message).toMatch(new RegExp(`^${name} was signed`))
  })

  test.each([
    ['card_id', 'pSimCard0002'],
    ['card_id', cardId],
    ['cardId', 'pSimCard0002'],
    ['cardId', cardId],
  ])('a card id inside that was signed as well as the one beside it: %s %s', (name, inside) => {
    const text = ['1700000000', 'Ab9xZ', cardId, cardTicket, inside].sort().join('')
    const { problems } = checkCardExt({ cardId, cardExt: signed(text, { [name]: inside }), ...tickets })
    expect(problems.map(({ code }) => code)).toEqual(['unknown_member', 'signed_with_extra_value'])
    expect(problems.at(-1)?.message).toMatch(new RegExp(`^${name} was signed`))
  })

  // One SDK sends the card id there in every list (signatures-122).
  test.each(['card_id', 'cardId', 'balance'])('%s inside a cardExt that is right changes nothing', (name) => {
    const { valid, problems, advice } = checkCardExt({
      cardId,
      cardExt: JSON.stringify({ ...good, [name]: cardId }),
      ...tickets,
    })
    expect({ valid, problems }).toEqual({ valid: true, problems: [] })
    expect(advice?.map(({ code }) => code)).toEqual(['unknown_member'])
  })

  test.each([
    [
      'the jsapi ticket, and no nonce',
      `1700000000${cardId}${jsapiTicket}`,
      ['signed_with_jsapi_ticket', 'signed_without_value'],
    ],
    [
      'the jsapi ticket, and milliseconds',
      `1700000000123Ab9xZ${cardId}${jsapiTicket}`,
      ['signed_with_jsapi_ticket', 'signed_with_milliseconds'],
    ],
    [
      'the jsapi ticket, and no order',
      `${jsapiTicket}${cardId}Ab9xZ1700000000`,
      ['signed_with_jsapi_ticket', 'sorted_wrongly'],
    ],
    ['no nonce, and a line break', `1700000000${cardId}${cardTicket}\n`, ['signed_without_value', 'signed_untrimmed']],
    ['no nonce, joined with &', `1700000000&${cardId}&${cardTicket}`, ['signed_without_value', 'joined_wrongly']],
  ])('two mistakes at once: %s', (_, text, codes) => {
    expect(codesOf(signed(text))).toEqual(codes)
  })

  test('upper case does not hide what else is wrong', () => {
    const upper = sha1(`1700000000${cardId}${cardTicket}`).toUpperCase()
    expect(codesOf(JSON.stringify({ ...good, signature: upper }))).toEqual([
      'upper_case_signature',
      'signed_without_value',
    ])
  })
})

describe('what was signed but is not sent, as reports and WeChat’s own checklist have it', () => {
  const parts = ['1700000000', 'Ab9xZ', cardId, cardTicket]
  const sortedWith = (...more: string[]) => [...parts, ...more].sort().join('')
  const sortedWithout = (part: string) => parts.filter((each) => each !== part)
  const openid = 'oSimOpen1'
  const appId = 'wx0000000000000001'
  const url = 'https://shop.example.test/cards?a=1'
  const config = (ticket: string, page = url) =>
    `jsapi_ticket=${ticket}&noncestr=Ab9xZ&timestamp=1700000000&url=${page}`

  test.each<[string, string, object, object, string, RegExp]>([
    // developers.weixin.qq.com/community/develop/doc/000404202081a0b0f15b90f6f5f409
    ['an openid', sortedWith(openid), {}, { openid }, 'signed_with_extra_value', /openid was signed but is not in/],
    ['a code', sortedWith('CODE-77'), {}, { code: 'CODE-77' }, 'signed_with_extra_value', /code was signed but is not/],
    [
      'another openid than the one that is sent',
      sortedWith('oOther'),
      { openid },
      { openid: 'oOther' },
      'signed_with_other_value',
      /openid was signed with another value/,
    ],
    // developers.weixin.qq.com/community/develop/doc/030d586778e3c0f96c9cf3d938ff93a2
    [
      'the values of wx.chooseCard',
      sortedWith(appId, 'MEMBER_CARD'),
      {},
      { appId },
      'signed_with_extra_value',
      /wx\.chooseCard/,
    ],
    ['the AppID', sortedWith(appId), {}, { appId }, 'signed_with_extra_value', /wx\.chooseCard/],
    ['the form of wx.config', config(cardTicket), {}, { url }, 'joined_wrongly', /wx\.config/],
    ['the form of wx.config, and its ticket', config(jsapiTicket), {}, { url }, 'joined_wrongly', /wx\.config/],
    [
      'the form of wx.config, and the # of the page',
      config(cardTicket, `${url}#x`),
      {},
      { url: `${url}#x` },
      'joined_wrongly',
      /wx\.config/,
    ],
    [
      'the form of wx.config with the values of a card',
      `card_id=${cardId}&jsapi_ticket=${cardTicket}&noncestr=Ab9xZ&timestamp=1700000000`,
      {},
      {},
      'joined_wrongly',
      /wx\.config/,
    ],
    [
      'another card of the account',
      `1700000000Ab9xZpSimCard0002${cardTicket}`,
      {},
      { otherCardIds: ['pSimCard0003', cardId, 'pSimCard0002'] },
      'signed_for_other_card',
      /another card/,
    ],
    // developers.weixin.qq.com/community/develop/doc/0002889b8541a0f401f2b78a26b400
    [
      'no nonce, beside empty strings',
      `1700000000${cardId}${cardTicket}`,
      { code: '', openid: '' },
      {},
      'signed_without_value',
      /nonce_str was left out/,
    ],
  ])('%s', (_, text, members, more, code, message) => {
    const { problems } = checkCardExt({ cardId, cardExt: signed(text, members), ...tickets, ...more })
    expect(problems).toEqual([{ code, message: expect.stringMatching(message) }])
  })

  // The types of /card/create and of wx.chooseCard.
  test.each([
    'MEMBER_CARD',
    'GROUPON',
    'CASH',
    'DISCOUNT',
    'GIFT',
    'GENERAL_COUPON',
    'GENERAL_CARD',
    'INVOICE',
    'MOVIE_TICKET',
    'SCENIC_TICKET',
    'BOARDING_PASS',
    'MEETING_TICKET',
  ])('a card type: %s', (type) => {
    expect(codesOf(signed(sortedWith(type)))).toEqual(['signed_with_extra_value'])
    expect(codesOf(signed([...sortedWithout(cardId), type, appId].sort().join('')), { appId })).toEqual([
      'signed_with_extra_value',
    ])
  })

  const names = (ticket: string, nonce: string, card: string | undefined): [string, string, string | undefined] => [
    ticket,
    nonce,
    card,
  ]
  test.each(
    ['jsapi_ticket', 'api_ticket', 'ticket'].flatMap((ticket) =>
      ['noncestr', 'nonce_str', 'nonceStr'].flatMap((nonce) =>
        ['card_id', 'cardId', 'cardid', undefined].map((card) => names(ticket, nonce, card)),
      ),
    ),
  )('the form of wx.config under other names: %s, %s, %s', (ticketName, nonceName, cardName) => {
    const pairs = [`${ticketName}=${cardTicket}`, `${nonceName}=Ab9xZ`, 'timestamp=1700000000']
    if (cardName !== undefined) pairs.push(`${cardName}=${cardId}`)
    expect(codesOf(signed(pairs.sort().join('&')))).toEqual(['joined_wrongly'])
  })

  test('a value in a member of a wrong name is tried, and its name is not repeated', () => {
    const cardExt = signed(sortedWith(openid), { [`user_${openid}`]: openid })
    const { problems } = checkCardExt({ cardId, cardExt, ...tickets })
    expect(problems.map(({ code }) => code)).toEqual(['unknown_member', 'signed_with_extra_value'])
    expect(JSON.stringify(problems)).not.toContain(openid)
  })

  test('suspects that are wrong change nothing', () => {
    const more = { openid, code: 'CODE-77', appId, url, otherCardIds: ['pSimCard0002'] }
    expect(codesOf(JSON.stringify(good), more)).toEqual([])
    expect(codesOf(signed('another text'), more)).toEqual(['wrong_signature'])
    const { problems } = checkCardExt({ cardId, cardExt: signed('another text'), ...tickets })
    expect(problems[0]?.message).toMatch(/openid or a code that was signed and is not sent.*AppID, card_type/)
  })
})

describe('input of any size', () => {
  const long = 'x'.repeat(201)

  test.each<[string, object, object]>([
    ['ticket', {}, { cardTicket: long }],
    ['jsapi ticket', {}, { jsapiTicket: long }],
    ['nonce', { nonce_str: long }, {}],
    ['code', { code: long }, {}],
    ['openid', { openid: long }, {}],
    ['code beside a suspected one', { code: long }, { code: '123456789012' }],
    ['suspect', {}, { openid: long }],
    ['address', {}, { url: `https://a.test/${long}` }],
    ['other card', {}, { otherCardIds: [long] }],
  ])('is not searched for mistakes, so that it takes no longer: %s', (_, members, more) => {
    const cardExt = signed(`1700000000${cardId}${cardTicket}`, members)
    expect(codesOf(cardExt, more).at(-1)).toBe('wrong_signature')
  })

  test('is signed right all the same', () => {
    const cardExt = signed(`1700000000Ab9xZ${cardId}${long}`)
    expect(codesOf(cardExt, { cardTicket: long })).toEqual([])
  })

  test('a member is tried up to the length of real values', () => {
    const withMember = (outer_str: string) => signed(`1700000000Ab9xZ${cardId}${cardTicket}${outer_str}`, { outer_str })
    expect(codesOf(withMember('x'.repeat(200)))).toEqual(['signed_with_extra_value'])
    expect(codesOf(withMember(long))).toEqual(['wrong_signature'])
  })

  test('a long channel does not hide what else is wrong', () => {
    const cardExt = signed(`1700000000${cardId}${cardTicket}`, { outer_str: long })
    expect(codesOf(cardExt)).toEqual(['signed_without_value'])
  })

  test('members beyond reason are counted, not compared', () => {
    const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`nonce_st${index}`, index]))
    const { problems } = checkCardExt({ cardId, cardExt: JSON.stringify({ ...good, ...many }), ...tickets })
    expect(problems.at(-1)?.message).toMatch(/does not know \(\d+\)/)
  })
})

describe('advice', () => {
  const adviceOn = (members: Record<string, string>) => {
    const { nonce_str = 'Ab9xZ', code = '' } = members
    const text = ['1700000000', nonce_str, code, cardId, cardTicket].sort().join('')
    const { valid, advice } = checkCardExt({ cardId, cardExt: signed(text, members), ...tickets })
    return { valid, advice: advice?.map(({ code }) => code) }
  }

  // blog.csdn.net/shengshenglalalala/article/details/112272157 has UUIDs; no page forbids them.
  test('is given where pages advise and nothing is known to be refused: valid all the same', () => {
    expect(adviceOn({ nonce_str: '8c5cbb4e-2c56-4a3f-9b2e-0d7f6a1c3e55' })).toEqual({
      valid: true,
      advice: ['unusual_nonce'],
    })
    expect(adviceOn({ nonce_str: 'a'.repeat(33) })).toEqual({ valid: true, advice: ['unusual_nonce'] })
    expect(adviceOn({ code: 'A'.repeat(21) })).toEqual({ valid: true, advice: ['long_code'] })
    expect(adviceOn({ outer_str: '会'.repeat(43) })).toEqual({ valid: true, advice: ['long_channel'] })
  })

  test('is missing where there is none', () => {
    const members = { nonce_str: 'a'.repeat(32), code: 'A'.repeat(20), outer_str: `${'会'.repeat(42)}ab` }
    expect(adviceOn(members)).toEqual({ valid: true, advice: undefined })
  })
})

describe('the arguments', () => {
  test.each<[string, object, string[], RegExp]>([
    ['no card id', { cardId: undefined }, ['bad_argument'], /^cardId must be/],
    ['no ticket', { cardTicket: '' }, ['bad_argument', 'wrong_signature'], /^cardTicket must be/],
    ['a ticket that is no text', { cardTicket: {} }, ['bad_argument'], /^cardTicket must be/],
    [
      'a ticket with white space',
      { cardTicket: `${cardTicket}\n` },
      ['bad_argument', 'signed_untrimmed'],
      /^cardTicket/,
    ],
    ['a jsapi ticket that is no text', { jsapiTicket: Object.create(null) }, ['bad_argument'], /^jsapiTicket must be/],
    ['one ticket twice', { jsapiTicket: cardTicket }, ['bad_argument'], /cardTicket and jsapiTicket are the same/],
  ])('are reported by name: %s', (_, more, codes, message) => {
    const { problems } = checkCardExt({ cardId, cardExt: JSON.stringify(good), ...tickets, ...more })
    expect(problems.map(({ code }) => code)).toEqual(codes)
    expect(problems[0]?.message).toMatch(message)
  })

  test('a call that cannot be meant is refused', () => {
    expect(() => checkCardExt(undefined as never)).toThrow(
      'checkCardExt: argument must be an object (takes { cardId, cardExt, cardTicket, jsapiTicket? }), got undefined',
    )
    const input = { cardId, cardExt: JSON.stringify(good), ticket: cardTicket }
    expect(problemsOf(() => checkCardExt(input as never))).toMatchObject([{ field: 'ticket' }])
  })
})

describe('malformed input', () => {
  const members = fc.record(
    Object.fromEntries(
      [
        'code',
        'openid',
        'timestamp',
        'nonce_str',
        'nonceStr',
        'outer_str',
        'signature',
        'card_id',
        '__proto__',
        cardTicket,
      ].map((name) => [name, fc.oneof(fc.jsonValue(), fc.constant(cardTicket), fc.constant(signature))]),
    ),
    { requiredKeys: [] },
  )
  const cardExt = fc.oneof(
    fc.anything(),
    fc.json(),
    members,
    members.map((each) => JSON.stringify(each)),
  )

  test('is reported and never thrown, and no ticket is repeated', () => {
    const argument = fc.oneof({ weight: 3, arbitrary: fc.constant('pSimCard0001') }, fc.anything())
    fc.assert(
      fc.property(argument, cardExt, fc.oneof(fc.constant(cardTicket), fc.anything()), (cardId, cardExt, ticket) => {
        const input = { cardId, cardExt, cardTicket: ticket, jsapiTicket } as never
        const { valid, problems } = checkCardExt(input)
        expect(valid).toBe(problems.length === 0)
        expect(JSON.stringify(problems)).not.toMatch(/simTicket|simJsapi/)
      }),
    )
  })
})
