import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as access from '../../../src/errcodes/access.js'
import * as card from '../../../src/errcodes/card.js'
import * as cardCode from '../../../src/errcodes/card-code.js'
import { OUTCOME_UNKNOWN, REJECTED_CREDENTIAL } from '../../../src/errcodes/decisive.js'
import { explainRefusal, knownErrcodes, splitErrmsg } from '../../../src/errcodes/explain.js'
import * as invoice from '../../../src/errcodes/invoice.js'
import * as message from '../../../src/errcodes/message.js'
import * as request from '../../../src/errcodes/request.js'
import * as store from '../../../src/errcodes/store.js'

interface PublishedCode {
  readonly code: number
  readonly category: string
  /** `null` where no text is published. */
  readonly errmsg: string | null
}

/** Number, category and text as published; hints are ours and not in it. */
const published: readonly PublishedCode[] = JSON.parse(
  readFileSync(new URL('../../fixtures/error-codes.json', import.meta.url), 'utf8'),
)

const explain = (errcode: number, errmsg = '', endpoint = 'POST /card/create') =>
  explainRefusal(endpoint, errcode, errmsg)

const UNKNOWN = explain(123456789)

/** English texts may quote Chinese terms, and Chinese ones the names of fields. */
const characters = (text: string): number => text.match(/\p{Script=Han}/gu)?.length ?? 0

/** Which codes which calls answer with, as the documentation lists them. */
const answers: Readonly<Record<string, readonly number[]>> = {
  'any call': [-1, 40001, 40014, 41001, 42001, 43002, 44002, 45009, 45011, 47001, 48001, 48004, 61007],
  'the token endpoints': [
    40001, 40125, 40013, 40002, 41002, 41004, 40164, 45009, 40243, 50004, 50007, 89501, 89502, 89503, 89504, 89505,
    89506, 89507,
  ],
  'creating and updating cards': [
    40009, 40053, 40070, 40071, 40072, 40073, 40074, 40075, 40076, 40077, 40078, 40079, 40080, 40100, 40122, 40124,
    40135, 40141, 40145, 40150, 40151, 40165, 40166, 40168, 41011, 43008, 43009, 43010, 43011, 43012, 43013, 43014,
    43015, 45021, 45025, 45043, 45044, 45045, 45046, 45160, 72016, 72021, 73205, 73211, 73216, 73217, 73218,
  ],
  'QR codes and landing pages': [40052, 40053, 40073, 40078, 40080, 45029, 45039, 40082, 40083, 40129, 45031],
  'importing codes': [40073, 40109, 40110, 40111, 40112, 40136, 41011, 43009],
  'changing the stock': [40073, 40122, 45031, 45041, 45095, 72014, 73208, 73210],
  'quick pay and self-redemption': [40107, 40145, 43008, 43017, 45046, 45053, 45054, 45055, 45154, 45155, 45156],
  'reading and redeeming codes': [40056, 40071, 40099, 40127, 40147, 41012, 41013, 43018, 72020, 40075, 40116, 40146],
  'member cards': [40056, 40124, 40127, 43010, 43011, 45022, 45023, 72003, 72011, 72012, 72026, 73214, 40158, 45030],
  'gift cards': [72021, 72022, 40150, 73216, 73217, 73218],
  'rules after payment': [72002, 72004, 72005, 72010, 72030, 72032, 72033, 72034, 40179],
  'sub-merchants': [40139, 40140, 45042, 45160, 1],
  'special tickets': [41014, 41015, 41016, 41017],
  statistics: [61500, 61501, 61503, 40073],
  coins: [71001, 71002, 71003, 71004, 71005, 71006, 71007, 71008, 73206, 73207, 73208, 73209],
  'third-party platforms': [61003, 61004, 61005, 61006, 61007, 61014, 61015, 61023, 42006],
  'quota and rid queries': [48006, 76001, 76002, 76003, 76021, 76022, 40013],
  'electronic invoices': [72015, 72018, 72025, 72038, 72039, 72063, 73000, 73016, 73105, 73109, 73204],
  'messages with a card': [40008, 40130, 43004, 45015, 45028, 45047, 45065, 45066, 48008],
  users: [40003, 40132, 45033, 46004, 50002, 50003],
}

describe('the tables of codes', () => {
  test.each(Object.entries(answers))('know what is answered to %s', (_, codes) => {
    const missing = codes.filter((errcode) => explain(errcode).hint === UNKNOWN.hint)
    expect(missing).toEqual([])
  })

  test('agree with the published category of every code', () => {
    const found = published.map(({ code, errmsg }) => ({
      code,
      category: explain(code, errmsg ?? '').category,
      errmsg,
    }))
    expect(found).toEqual(published)
  })

  test('hold no code that is not published, and none twice', () => {
    const { TOKEN_ENDPOINT_ERRCODES, ...general } = access
    const tables = [general, request, card, cardCode, store, invoice, message].flatMap((room) => Object.values(room))
    const codes = tables.flatMap((table) => Object.keys(table).map(Number))
    expect(codes.toSorted((a, b) => a - b)).toEqual(published.map(({ code }) => code))
    const known = new Set(codes)
    const special = Object.values(TOKEN_ENDPOINT_ERRCODES).flatMap((table) => Object.keys(table).map(Number))
    expect(special.filter((each) => !known.has(each))).toEqual([])
  })

  test('say one thing about each code, apart from the fields that errmsg names', () => {
    const codesByHint = new Map<string, number[]>()
    for (const { code } of published) {
      for (const text of [explain(code).hint, explain(code).hintZh]) {
        codesByHint.set(text, [...(codesByHint.get(text) ?? []), code])
      }
    }
    const storeFields = [65109, 65110, 65111, 65112, 65113]
    const invoiceFields = [
      73002, 73003, 73004, 73006, 73007, 73008, 73009, 73010, 73011, 73012, 73013, 73014, 73015, 73016,
    ]
    const shared = [...codesByHint.values()].filter((codes) => codes.length > 1)
    expect(shared.toSorted((a, b) => Number(a[0]) - Number(b[0]))).toEqual([
      storeFields,
      storeFields,
      invoiceFields,
      invoiceFields,
    ])
  })

  test('advise in one to three sentences, in English and in Chinese', () => {
    const special = Object.entries(access.TOKEN_ENDPOINT_ERRCODES).flatMap(([path, table]) =>
      Object.keys(table).map((each) => explain(Number(each), '', `POST ${path}`)),
    )
    const refusals = [...published.map(({ code }) => explain(code)), ...special, UNKNOWN]
    const isEnglish = (text: string) =>
      /^[A-Za-z].*\.$/.test(text) && text.split('. ').length <= 3 && characters(text) < text.length / 4
    const isChinese = (text: string) => /。$/.test(text) && text.split('。').length <= 4 && characters(text) > 4
    const isTidy = (text: string) => text.length < 500 && !/\{ip\}|undefined|\s\s|^\s|[\n\r]/.test(text)
    expect(refusals.filter(({ hint }) => !isEnglish(hint) || !isTidy(hint))).toEqual([])
    expect(refusals.filter(({ hintZh }) => !isChinese(hintZh) || !isTidy(hintZh))).toEqual([])
  })

  test('give a code that is not known to the list of return codes and to account.getRid', () => {
    expect(explain(123456789, 'new trouble rid: 6921a3f0-0d1e2f30-11223344')).toEqual({
      errcode: 123456789,
      errmsg: 'new trouble',
      rid: '6921a3f0-0d1e2f30-11223344',
      category: 'other',
      hint: expect.stringMatching(/global return codes.*rid.*account\.getRid/),
      hintZh: expect.stringMatching(/全局返回码.*rid.*account\.getRid/),
    })
  })

  test('do not find a code among the properties that every object has', () => {
    for (const endpoint of ['GET constructor', 'GET __proto__', 'constructor', '']) {
      expect(explain(Number.NaN, '', endpoint).category).toBe('other')
      expect(explain(40073, '', endpoint)).toEqual(explain(40073))
    }
  })
})

describe('what reports found out', () => {
  test.each([
    [45061, /single activation.*again a second later/, /一次.*再试/],
    [40056, /18-digit dynamic code/, /18 位动态码/],
    [72012, /activate with the code of the claim event/, /领卡事件里的 code 激活/],
    [72038, /s_pappid or appid belongs to another account/, /s_pappid 或 appid 属于另一个账号/],
    [49004, /fault is internal: try again later/, /微信内部问题/],
    [72045, /digital invoices have none.*insert-cards/, /全电发票没有校验码.*insert-cards/],
    [72040, /digital invoices/, /全电发票/],
    [40141, /mmecoa\.qpic\.cn.*mmbiz\.qpic\.cn/, /mmecoa\.qpic\.cn/],
    [52000, /mmecoa\.qpic\.cn/, /mmecoa\.qpic\.cn/],
    [48001, /2021-04-01/, /2021-04-01/],
    [72031, /s_pappid/, /s_pappid/],
    [45015, /48 hours/, /48 小时/],
    [45047, /5 after a message/, /5 条/],
  ])('about %i stands in its hint, in both languages', (errcode, en, zh) => {
    expect(explain(errcode).hint).toMatch(en)
    expect(explain(errcode).hintZh).toMatch(zh)
  })
})

describe('the sets that decide what is sent again', () => {
  test('three codes refuse the access token, and nothing else renews it', () => {
    expect([...REJECTED_CREDENTIAL]).toEqual([40001, 40014, 42001])
  })

  test('only -1 leaves the outcome open', () => {
    expect([...OUTCOME_UNKNOWN]).toEqual([-1])
  })
})

describe('explainRefusal', () => {
  test.each(['GET /cgi-bin/token', 'POST /cgi-bin/stable_token'])(
    'blames the AppSecret for 40001 at %s',
    (endpoint) => {
      const { category, hint, hintZh } = explain(40001, 'invalid credential', endpoint)
      expect(category).toBe('credential')
      expect(hint).toContain('AppSecret does not belong to this AppID')
      expect(hintZh).toContain('AppSecret 与该 AppID 不匹配')
    },
  )

  test.each(['GET /cgi-bin/ticket/getticket', 'POST /card/create', 'POST /cgi-bin/clear_quota'])(
    'blames the access token for 40001 at %s',
    (endpoint) => {
      const { hint, hintZh } = explain(40001, 'invalid credential', endpoint)
      expect(hint).toContain('does not accept this access token')
      expect(hintZh).toContain('access_token 不被接受')
    },
  )

  test('names the figures of the endpoint whose quota is used up', () => {
    expect(explain(45009, '', 'GET /cgi-bin/token').hint).toMatch(/\b2000\b.*stable/)
    expect(explain(45009, '', 'POST /cgi-bin/stable_token').hint).toMatch(/\b500000\b.*\b20 a day/)
    expect(explain(45011, '', 'POST /cgi-bin/stable_token').hint).toMatch(/\b10000\b/)
    expect(explain(45009, '', 'POST /card/create').hint).toMatch(/clear_quota.*\b10 times a month/)
  })

  test.each([
    [
      'invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist rid: 6921a3f1-0d1e2f31-11223345',
      '203.0.113.7',
      '203.0.113.7',
    ],
    ['invalid ip 203.0.113.7, not in whitelist', '203.0.113.7', '203.0.113.7'],
    ['invalid ip 2001:db8::7f, not in whitelist', '2001:db8::7f', '2001:db8::7f'],
    [
      'invalid ip 203.0.113.7 ipv6 2001:db8::7f, not in whitelist',
      '203.0.113.7 and 2001:db8::7f',
      '203.0.113.7、2001:db8::7f',
    ],
    ['invalid ip, not in whitelist rid: 6921a3f1-0d1e2f31-11223345', "this server's address", '本服务器的出口 IP'],
    ['invalid ip 999.1.1.1 std::fail 1.2.3, not in whitelist', "this server's address", '本服务器的出口 IP'],
  ])('repeats the address that has to go onto the whitelist: %s', (errmsg, address, addressZh) => {
    const { hint, hintZh } = explain(40164, errmsg, 'POST /cgi-bin/stable_token')
    expect(hint).toMatch(new RegExp(`^WeChat refuses ${address.replaceAll('.', '\\.')}, .*IP whitelist.*console`))
    expect(hintZh).toMatch(new RegExp(`^${addressZh.replaceAll('.', '\\.')} ?不在.*后台.*IP 白名单`))
  })

  test.each([61004, 45035, 40090, 89503, 89506, 89507])('names the address for %i, or else this server', (errcode) => {
    const named = explain(errcode, 'access clientip 198.51.100.9 is not registered')
    expect(named.hint).toContain('198.51.100.9')
    expect(named.hintZh).toContain('198.51.100.9')
    const unnamed = explain(errcode, 'access clientip is not registered')
    expect(unnamed.hint).toContain("this server's address")
    expect(unnamed.hintZh).toMatch(/\S本服务器的出口 IP/)
  })

  test('takes an address only from the beginning of a text', () => {
    const long = `invalid ip${' '.repeat(100_000)}203.0.113.7`
    expect(explain(40164, long).hint).toContain("this server's address")
  })

  test('repeats nothing else of the text that came with the code', () => {
    const word = fc.stringMatching(/^[A-Za-z_-]{1,40}$/)
    fc.assert(
      fc.property(fc.constantFrom(...published), fc.array(word), ({ code }, words) => {
        const { hint, hintZh } = explain(code, words.join(' '))
        expect({ hint, hintZh }).toEqual({ hint: explain(code).hint, hintZh: explain(code).hintZh })
      }),
    )
  })

  test("lets the endpoint's own advice win, for its codes only, and keeps the category", () => {
    const hints = { 40001: { hint: 'Own advice.', hintZh: '自己的建议。' } }
    for (const endpoint of ['POST /card/code/get', 'GET /cgi-bin/token']) {
      expect(explainRefusal(endpoint, 40001, 'invalid credential hint: [Xab1c02233vr44]', hints)).toEqual({
        errcode: 40001,
        errmsg: 'invalid credential',
        hintId: 'Xab1c02233vr44',
        category: 'credential',
        hint: 'Own advice.',
        hintZh: '自己的建议。',
      })
    }
    expect(explainRefusal('POST /card/code/get', 40056, '', hints)).toEqual(explain(40056))
    expect(
      explainRefusal('POST /card/code/get', 987654, '', { 987654: { hint: 'New.', hintZh: '新。' } }),
    ).toMatchObject({
      category: 'other',
      hint: 'New.',
      hintZh: '新。',
    })
  })

  test('has no rid where WeChat sent none', () => {
    expect(explain(40073, 'invalid card id')).not.toHaveProperty('rid')
    expect(explain(40073, 'invalid card id').errmsg).toBe('invalid card id')
  })

  // Facts that a reader of these errors needs most, each with the words that carry it.
  test.each([
    [40056, /moment right after claiming/, /刚领取/],
    [72012, /Reported.*only seconds old/, /据开发者反馈.*几秒/],
    [72026, /wx_activate: true.*auto_activate and activate_url/, /wx_activate: true.*auto_activate 和 activate_url/],
    [40158, /use_custom_code: false.*Reported.*no official page confirms/, /据开发者反馈.*官方文档未证实/],
    [61007, /set 8/, /权限集 8/],
    [48001, /card feature.*mini program/, /卡券功能.*小程序/],
    [40127, /user_card_status.*check_consume: false/, /check_consume: false.*user_card_status/],
    [40099, /first attempt worked/, /那次已经成功/],
    [40003, /openid under the Official Account/, /公众号下的 openid/],
    [40109, /at most 100/, /最多 100/],
    [-1, /may or may not/, /可能已执行，也可能没有/],
    [72011, /not with the mini program's/, /不是小程序/],
    [40243, /10 minutes/, /10 分钟/],
    [61501, /62 days/, /62 天/],
    [72007, /at least 100/, /不能小于 100/],
    [72009, /50 at most/, /最大为 50/],
  ])('tells what matters about %i in both languages', (errcode, english, chinese) => {
    expect(explain(errcode).hint).toMatch(english)
    expect(explain(errcode).hintZh).toMatch(chinese)
  })
})

describe('splitErrmsg', () => {
  const rid = '5f9a1b2c-0a1b2c3d-4e5f6071'

  test.each<[string, string, string | undefined, string?]>([
    // As published, live replies included.
    ['ok', 'ok', undefined],
    ['', '', undefined],
    ['invalid card type hint: [imm_Ia01334469]', 'invalid card type', undefined, 'imm_Ia01334469'],
    [' hint: [XqV8pa08365669]', '', undefined, 'XqV8pa08365669'],
    ['require location id! hint: [SimAb0001]', 'require location id!', undefined, 'SimAb0001'],
    ['no such id hint: []', 'no such id', undefined],
    [
      'invalid code, this code has consumed. hint: [SimAb0002]',
      'invalid code, this code has consumed.',
      undefined,
      'SimAb0002',
    ],
    ['system error hint: [..]', 'system error', undefined],
    ['system error rid: 6921a3f3-0d1e2f33-11223347', 'system error', '6921a3f3-0d1e2f33-11223347'],
    ['invalid appsecret rid: 65a1b2c3-0a0b0c0d-11223344', 'invalid appsecret', '65a1b2c3-0a0b0c0d-11223344'],
    [
      'invalid credential, access_token is invalid or not latest, could get access_token by getStableAccessToken, more details at https://mmbizurl.cn/s/JtxxFh33r rid: 6921a3f0-0d1e2f30-11223344',
      'invalid credential, access_token is invalid or not latest, could get access_token by getStableAccessToken, more details at https://mmbizurl.cn/s/JtxxFh33r',
      '6921a3f0-0d1e2f30-11223344',
    ],
    [
      'invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist rid: 6921a3f1-0d1e2f31-11223345',
      'invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist',
      '6921a3f1-0d1e2f31-11223345',
    ],
    [
      'invalid user-card status! Hint: the card was given to user, but may be deleted or expired or set unavailable ! rid: 6921a3f2-0d1e2f32-11223346',
      'invalid user-card status! Hint: the card was given to user, but may be deleted or expired or set unavailable !',
      '6921a3f2-0d1e2f32-11223346',
    ],
    [
      'forbid to clear quota because of reaching the limit rid: 65a1b2c3-0a0b0c0d-11223345',
      'forbid to clear quota because of reaching the limit',
      '65a1b2c3-0a0b0c0d-11223345',
    ],
    [
      'data format error hint: [Xab1c02233vr44] Error before "}]"',
      'data format error Error before "}]"',
      undefined,
      'Xab1c02233vr44',
    ],
    // Both tails, in either order, and the comma.
    [`invalid card id, rid: ${rid}`, 'invalid card id', rid],
    [`invalid card id ,rid: ${rid}`, 'invalid card id', rid],
    [`invalid card id hint: [a~B_1234567890] rid: ${rid}`, 'invalid card id', rid, 'a~B_1234567890'],
    [`invalid card id rid: ${rid} hint: [a~B_1234567890]`, 'invalid card id', rid, 'a~B_1234567890'],
    [`rid: ${rid}`, '', rid],
    [`${' '.repeat(3)}invalid card id  rid: ${rid}  `, 'invalid card id', rid],
    // Text that only looks like a tail.
    ['hint: look into the document', 'hint: look into the document', undefined],
    ['missing field hint: [m_data.base_info().title]', 'missing field hint: [m_data.base_info().title]', undefined],
    ['rid not found', 'rid not found', undefined],
    ['rid is error rid: 1234', 'rid is error rid: 1234', undefined],
    [`grid: ${rid}`, `grid: ${rid}`, undefined],
    [`invalid rid: ${rid}0`, `invalid rid: ${rid}0`, undefined],
    ['a printhint: [abcdefghij]', 'a printhint: [abcdefghij]', undefined],
  ])('%j is %j with rid %j', (whole, errmsg, id, hintId) => {
    const ids = { ...(id === undefined ? {} : { rid: id }), ...(hintId === undefined ? {} : { hintId }) }
    expect(splitErrmsg(whole)).toEqual({ errmsg, ...ids })
  })

  test('answers one line of at most 512 characters, whatever a gateway on the way has written', () => {
    const wild = '\u001b[2J\u001b]0;owned\u0007\r\nERROR \u202eevil\u2028 \u0000\u009b31m'
    for (const text of [
      wild,
      wild.repeat(40_000),
      `${'会员卡'.repeat(500)}`,
      '🍵'.repeat(600),
      `x${'🍵'.repeat(600)}`,
    ]) {
      const { errmsg } = splitErrmsg(`${text} rid: ${rid}`)
      expect(errmsg.length).toBeLessThanOrEqual(512)
      expect(errmsg).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u)
      expect(errmsg.isWellFormed()).toBe(true)
      expect(errmsg.length).toBeGreaterThan(20)
    }
    expect(splitErrmsg(`first line\nsecond`).errmsg).toBe('first line second')
  })

  test('leaves every published text as it is, apart from its hint', () => {
    for (const { errmsg } of published) {
      if (errmsg !== null) expect(splitErrmsg(errmsg)).toEqual({ errmsg: errmsg.replace(' hint: [..]', '') })
    }
  })

  test('loses nothing but white space of a short line without tails', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!/rid: |hint: /.test(text))
        fc.pre(!/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(text)) // they become spaces, as held above
        expect(splitErrmsg(text)).toEqual({ errmsg: text.trim() })
      }),
    )
  })

  test('loses nothing but the tails of any other, whatever their order', () => {
    const hex = fc.stringMatching(/^[0-9a-f]{8}$/)
    const anyRid = fc.tuple(hex, hex, hex).map((groups) => groups.join('-'))
    const hintId = fc.stringMatching(/^[A-Za-z0-9_~]{10,14}$/)
    const text = fc.string().map((each) => each.trim())
    const comma = fc.constantFrom('', ',')
    fc.assert(
      fc.property(text, anyRid, hintId, comma, fc.boolean(), (said, id, hint, beforeRid, hintFirst) => {
        fc.pre(!/rid: |hint: |,$/.test(said))
        const ridTail = `${beforeRid} rid: ${id}`
        const hintTail = ` hint: [${hint}]`
        const whole = said + (hintFirst ? hintTail + ridTail : ridTail + hintTail)
        expect(splitErrmsg(whole)).toEqual({ errmsg: said, rid: id, hintId: hint })
      }),
    )
  })

  test('keeps every word around tails that stand in pieces', () => {
    const piece = fc.constantFrom('rid:', 'hint:', '[', ']', '[abc]', ',', ' ', rid, 'Hint:', '-', 'text', '未知', '\n')
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const whole = pieces.join(' ')
        const { errmsg, rid: found } = splitErrmsg(whole)
        const words = (from: string) => from.match(/text|未知|Hint:/g) ?? []
        expect(words(errmsg)).toEqual(words(whole))
        expect(found === undefined || found === rid).toBe(true)
        expect(errmsg.length + (found === undefined ? 0 : `rid: ${rid}`.length)).toBeLessThanOrEqual(whole.length)
      }),
    )
  })

  test('takes a time in proportion to the text, whatever the text', () => {
    const spaces = ' '.repeat(1_000_000)
    const commas = ', '.repeat(500_000)
    for (const text of [`a${spaces}b`, `${spaces}rid: `, 'rid: '.repeat(200_000), 'hint: ['.repeat(150_000), commas]) {
      expect(splitErrmsg(text)).toEqual({ errmsg: text.trim().slice(0, 512).trim() })
    }
    const hintId = 'Xab1c02233vr44'
    const tails = `a${spaces}hint: [${hintId}]${spaces}rid: ${rid}${spaces}`
    expect(splitErrmsg(tails)).toEqual({ errmsg: 'a', rid, hintId })
    expect(splitErrmsg(`a${commas}rid: ${rid}`).rid).toBe(rid)
  })
})

describe('knownErrcodes', () => {
  test('lists every code of the tables once, in order', () => {
    const listed = knownErrcodes().map(({ errcode }) => errcode)
    expect(listed.length).toBeGreaterThan(300)
    expect(listed).toEqual([...new Set(listed)].sort((left, right) => left - right))
  })

  test('says of each what the error says', () => {
    for (const { errcode, ...said } of knownErrcodes()) {
      expect(explainRefusal('POST /card/of/no/table', errcode, '')).toMatchObject(said)
    }
  })
})
