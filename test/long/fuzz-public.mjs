// Calls every public function with values of any kind, by default 500 times each: it must answer, or fail with an error of
// this library or as `wx` fails, and none may take long. Exits with 1 if one does not.
// Run after `npm run build`: node test/long/fuzz-public.mjs [calls each] [seed] [only names with this text]
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import * as main from 'wechat-card-sdk'
import * as events from 'wechat-card-sdk/events'
import * as helpers from 'wechat-card-sdk/helpers'
import { keyvCache } from 'wechat-card-sdk/keyv'
import { redisCache, redisDedupe } from 'wechat-card-sdk/redis'
import * as testing from 'wechat-card-sdk/testing'
import { chanceOf } from './support.mjs'

/** Longest that the event loop may stand still, in the best of three tries. */
const LONGEST_MS = 50
/** Longest until an answer. */
const PATIENCE_MS = 10_000

const count = Number(process.argv[2] ?? 500)
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31)
const only = process.argv[4] ?? ''
console.log(`${count} calls each, seed ${seed}`)
const random = chanceOf(seed)
const below = (limit) => Math.floor(random() * limit)
const anyOf = (values) => values[below(values.length)]

const file = (path) => readFileSync(new URL(path, import.meta.url), 'utf8')
const samples = JSON.parse(file('../fixtures/samples.json'))
const { groups } = JSON.parse(file('../fixtures/endpoints.json'))

/** Names that a published sample or a declaration knows: an object without them gets no further than the first check. */
const names = new Set(['__proto__', 'constructor', 'toString', 'toJSON', 'then', '', '微信'])
for (const entry of ['index', 'helpers', 'events', 'redis', 'keyv', 'testing'])
  for (const text of declarationsOf(`../../dist/${entry}.d.ts`))
    for (const [, name] of text.matchAll(/^\s+(?:readonly )?([A-Za-z_]\w*)\??[:(<]/gm)) names.add(name)

/** A file of declarations and those that it imports from beside it. */
function declarationsOf(path, seen = new Set()) {
  if (seen.has(path)) return []
  seen.add(path)
  const text = file(path)
  const others = [...text.matchAll(/from '\.\/([\w.-]+)\.js'/g)].map(([, name]) => `../../dist/${name}.d.ts`)
  return [text, ...others.flatMap((other) => declarationsOf(other, seen))]
}
const nameList = [...names]

const simulator = testing.createSimulator({ seed: String(seed), keptRecords: 100 })
const client = new main.WeChatCardClient({ ...simulator.clientOptions(), maxRetries: 0 })
const user = { openid: 'oFuzz000000000000000000000001' }
const phone = simulator.phone(user)
const known = []

/** Values that are right somewhere, and those that are nearly. */
const telling = () =>
  anyOf([
    () => anyOf(known),
    () => anyOf(known),
    () => anyOf(['http://127.0.0.1:1/', 'http://localhost:1/x?a=b', 'https://', 'pages/index?a=1', '/card/create']),
    () => anyOf(['MEMBER_CARD', 'GENERAL_CARD', 'DATE_TYPE_PERMANENT', '2026-11-01', '20261101', 'ALL', 'aes']),
    () => anyOf(['0', '1', '-1', '1.5', '1e21', '1764000060', '12345678901234567890']),
    () => anyOf([0, 1, -1, 1.5, 2 ** 31, 2 ** 53, 1764000060, 1764000060000]),
    () => anyOf(['[object Object]', '{}', '[]', '{"code":"","openid":""}', 'undefined', 'null']),
    () =>
      anyOf(['=', '&', '%', '%E4', '\r', '\n', '\ud800', '\0', '+/=', '../..', '<', '微']).repeat(anyOf([1, 9, 3000])),
    () => 'a'.repeat(anyOf([21, 32, 33, 64, 128, 129, 20_000])),
  ])()

/** Values that no JSON holds. */
const odd = () =>
  anyOf([
    () => undefined,
    () => Number.NaN,
    () => Number.POSITIVE_INFINITY,
    () => -0,
    () => 12n,
    () => Symbol('odd'),
    () => () => 1,
    () => async () => telling(),
    () => () => {
      throw new RangeError('thrown by the caller')
    },
    () => new Date(Number.NaN),
    () => new Date(0),
    () => new Map([['a', 1]]),
    () => new Uint8Array(below(64)),
    () => Buffer.from('\x89PNG\r\n\x1a\n'),
    () => Promise.resolve(1),
    () => Object.create(null),
    () => Object.assign(Object.create({ inherited: 1 }), { own: 2 }),
    () => new Proxy({}, {}),
    () => Object.freeze([undefined, Symbol.iterator]),
    () => Array(2),
    () => /x/,
    () => new String('boxed'),
    () => new URL('http://127.0.0.1:1/'),
    () => new Error('made by the caller'),
    () => AbortSignal.abort(),
    () => circular(),
    () => deep(anyOf([20, 100, 20_000])),
    () => ({
      get a() {
        throw new RangeError('thrown by a getter')
      },
    }),
    () => ({
      toString() {
        throw new RangeError('thrown by toString')
      },
    }),
    () => ({ toJSON: () => telling() }),
  ])()

function circular() {
  const value = { a: [] }
  value.a.push(value)
  return value
}

function deep(levels) {
  let value = telling()
  for (let level = 0; level < levels; level++) value = level % 2 ? [value] : { a: value }
  return value
}

const json = fc.sample(fc.jsonValue({ maxDepth: 3 }), { numRuns: 2000, seed })

const anything = (depth = 0) =>
  anyOf([telling, telling, odd, () => anyOf(json), ...(depth < 3 ? [shaped] : [])])(depth + 1)

/** An object with names that are known here. */
function shaped(depth = 0) {
  const value = {}
  for (let members = below(6); members > 0; members--)
    put(value, anyOf(nameList), depth < 3 && random() < 0.4 ? anyOf([shaped, list])(depth + 1) : anything(depth))
  return value
}
/** As `JSON.parse` does: a member of its own, `__proto__` too. */
const put = (object, name, value) =>
  Reflect.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true })
const list = (depth) => Array.from({ length: below(4) }, () => shaped(depth))

/** A copy of a right argument with a few places replaced, added or taken away. */
function spoiled(value) {
  const holder = { value: clone(value) }
  for (let times = below(4); times > 0; times--) {
    let place = holder
    let name = 'value'
    while (isPlain(Object.getOwnPropertyDescriptor(place, name)?.value) && random() < 0.8) {
      const keys = Object.keys(place[name])
      place = place[name]
      name = keys.length > 0 && random() < 0.85 ? anyOf(keys) : anyOf(nameList)
    }
    if (random() < 0.15) Reflect.deleteProperty(place, name)
    else put(place, name, anything())
  }
  return holder.value
}

/** What may be changed without changing what others hold. */
const isPlain = (value) =>
  Array.isArray(value) ||
  (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype)

function clone(value) {
  if (!isPlain(value)) return value
  if (Array.isArray(value)) return value.map(clone)
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, clone(member)]))
}

const functions = new Map()
/** Adds a function; `right` are lists of arguments that it is meant to take. */
const add = (name, call, right = []) => functions.set(name, { call, right })

const methodsOf = (object) => {
  const found = new Set()
  for (let level = object; level && level !== Object.prototype; level = Object.getPrototypeOf(level))
    for (const name of Object.getOwnPropertyNames(level))
      if (name !== 'constructor' && typeof Object.getOwnPropertyDescriptor(level, name).value === 'function')
        found.add(name)
  return [...found]
}

await play()

/** A small shop, so that arguments can name what is there; each published sample is sent once. */
async function play() {
  const base = JSON.parse(samples.find(({ method }) => method === 'cards.create').request).card.cash.base_info
  const member = {
    card_type: 'MEMBER_CARD',
    member_card: {
      base_info: { ...base, date_info: { type: 'DATE_TYPE_PERMANENT' } },
      prerogative: 'tea',
      supply_bonus: true,
      supply_balance: false,
      wx_activate: true,
    },
  }
  const { card_id: cardId } = await client.cards.create({ card: member })
  const cardTicket = await client.getCardTicket()
  const added = { cardId, cardExt: main.buildCardExt({ cardId, cardTicket }) }
  const { cardList } = await phone.addCard({ cardList: [added] })
  const code = await client.decryptCode(cardList[0].code)
  known.push(
    cardId,
    code,
    cardList[0].code,
    user.openid,
    cardTicket,
    added.cardExt,
    simulator.appId,
    simulator.appSecret,
  )
  const link = await client.members.getActivationUrl({ card_id: cardId, outer_str: 'a' })

  for (const { group, name } of groups) {
    const right = samples
      .filter(({ method, request }) => method === `${group}.${name}` && request)
      .map(({ request }) => [withKnown(JSON.parse(request), { cardId, code })])
    right.push([{ card_id: cardId, code }])
    add(`client.${group}.${name}`, (...values) => client[group][name](...values), right)
  }
  for (const group of Object.keys(client))
    for (const name of methodsOf(client[group] ?? {}))
      if (!functions.has(`client.${group}.${name}`))
        add(`client.${group}.${name}`, (...values) => walked(client[group][name](...values)), [
          [{ card_id: cardId, codes: [code], begin_date: '2026-11-01', end_date: '2026-11-20' }],
        ])
  const wrongToCall = new Set(['constructor'])
  for (const name of methodsOf(client))
    if (!wrongToCall.has(name))
      add(
        `client.${name}`,
        (...values) => client[name](...values),
        {
          call: [[{ method: 'POST', path: '/card/get', effect: 'read' }, { card_id: cardId }]],
          buildAddCardList: [[[{ cardId }]]],
          decryptCode: [[cardList[0].code]],
          decryptCardList: [[cardList]],
          getActivationNavigation: [[{ card_id: cardId }], [{ cardId }]],
          invalidateCredential: [['cardTicket', cardTicket]],
        }[name],
      )

  const given = { cardId, cardTicket, ticket: cardTicket, appId: simulator.appId, url: 'https://a.example/' }
  for (const [entry, library] of Object.entries({
    main,
    helpers,
    events,
    testing,
    redis: { redisCache, redisDedupe },
    keyv: { keyvCache },
  }))
    for (const [name, exported] of Object.entries(library)) {
      if (typeof exported !== 'function') continue
      if (entry !== 'helpers' && name in helpers) continue
      if (/Error$/.test(name)) continue
      if (name === 'nodeFetch')
        add(name, (url, init) => exported(onLoopback(url), init), [
          ['http://127.0.0.1:1/', { method: 'GET', headers: {} }],
        ])
      else if (/^class/.test(String(exported)))
        add(`new ${name}`, (...values) => new exported(...values), [constructorOf(name)])
      else
        add(
          `${entry}.${name}`,
          (...values) => exported(...values),
          {
            buildCardExt: [[given]],
            buildAddCardList: [[[{ cardId }], { cardTicket }]],
            buildWxConfig: [[{ ...given, jsapiTicket: cardTicket, jsApiList: ['chooseCard'] }]],
            jsapiSignature: [[{ jsapiTicket: cardTicket, nonceStr: 'a', timestamp: 1, url: given.url }]],
            buildChooseCardParams: [[given]],
            buildChooseInvoiceParams: [[given]],
            buildOpenCardList: [[[{ cardId, code }]]],
            checkCardExt: [[{ ...given, cardExt: added.cardExt }], [added.cardExt, given]],
            buildActivationNavigation: [[link.url]],
            parseActivateUrl: [[link.url]],
            parseActivationQuery: [
              [
                `https://a.example/?activate_ticket=a&card_id=${cardId}&encrypt_code=${encodeURIComponent(cardList[0].code)}`,
              ],
            ],
            parseActivationReturn: [
              [
                {
                  scene: 1038,
                  referrerInfo: {
                    appId: main.ACTIVATION_APP_ID,
                    extraData: { activate_ticket: 'a', card_id: cardId, code },
                  },
                },
              ],
            ],
            normalizeEncryptCode: [[cardList[0].code]],
            cardSignature: [[[cardTicket, cardId]]],
            createEventHandler: [
              [new events.EventReceiver(...constructorOf('EventReceiver')), { user_get_card: () => {} }],
            ],
            toNodeHandler: [
              [events.createEventHandler(new events.EventReceiver(...constructorOf('EventReceiver')), {})],
            ],
            createSimulator: [[{ seed: 'a' }]],
            testCacheAdapter: [[() => main.memoryCache(), { reopen: true }]],
            testDedupeStore: [[() => events.memoryDedupe()]],
            readTime: [['1764000060']],
          }[name],
        )
    }
  const received = new events.EventReceiver(...constructorOf('EventReceiver'))
  for (const name of methodsOf(received))
    add(`EventReceiver.${name}`, (...values) => received[name](...values), [[{ query: {}, body: '<xml></xml>' }]])
  const handle = events.createEventHandler(received, {})
  add('event handler', (...values) => handle(...values), [[new Request('http://127.0.0.1/?a=b')]])
  const cache = main.memoryCache()
  for (const name of methodsOf(cache))
    add(`memoryCache.${name}`, (...values) => cache[name](...values), [['a', 'b', 1000]])
  const dedupe = events.memoryDedupe()
  for (const name of methodsOf(dedupe))
    add(`memoryDedupe.${name}`, (...values) => dedupe[name](...values), [['a', 1000]])

  const onPhone = {
    addCard: [[{ cardList: [added] }], [[added]]],
    openCard: [[{ cardList: [{ cardId, code }] }], [[{ cardId, code }]]],
    openActivation: [
      [main.buildActivationNavigation(link.url).extraData, { USER_FORM_INFO_FLAG_MOBILE: '13800000000' }],
    ],
    openActivationPage: [[link.url]],
    scan: [['http://127.0.0.1/']],
    takeFromMessage: [[{ cardId }]],
  }
  for (const [part, object] of Object.entries({
    phone,
    'phone.giftCards': phone.giftCards,
    'phone.invoices': phone.invoices,
  }))
    for (const name of methodsOf(object))
      add(
        `${part}.${name}`,
        (...values) => object[name](...values),
        onPhone[name] ?? [[cardId, code], [code], [{ cardId, code }]],
      )

  // Controls change the simulator for good, so they get one of their own. What it would connect to is on loopback.
  const other = testing.createSimulator({ seed: String(seed), keptRecords: 100 })
  const right = {
    advance: [[1000]],
    emit: [[{ Event: 'user_get_card' }], [{ Event: 'odd', a: 1 }, { unknown: true }]],
    setPermission: [['card', false]],
    approve: [['card', cardId]],
    reject: [['card', cardId, 'why']],
    fetch: [['https://api.weixin.qq.com/cgi-bin/token?grant_type=client_credential', { method: 'GET' }]],
    phone: [[user]],
    pushTo: [[() => 'success', { ...constructorOf('EventReceiver')[0] }]],
  }
  for (const name of methodsOf(other)) {
    if (name === 'listen')
      add('simulator.listen', (options) => shut(other.listen(inPort(options))), [[{ control: true, port: 0 }]])
    else if (name === 'pushTo')
      add(
        'simulator.pushTo',
        (url, options) => other.pushTo(typeof url === 'function' ? url : onLoopback(url), options).stop(),
        right.pushTo,
      )
    else add(`simulator.${name}`, (...values) => other[name](...values), right[name])
  }
  for (const name of methodsOf(other.faults))
    if (name !== 'match')
      add(`faults.${name}`, (...values) => other.faults[name](...values), [[{ path: '/card/get', errcode: -1 }]])
  for (const log of ['requests', 'effects', 'events', 'pushes'])
    add(`simulator.${log}.count`, (...values) => other[log].count(...values), [['/card/get'], ['codeIssued']])
}

function constructorOf(name) {
  return {
    WeChatCardClient: [simulator.clientOptions()],
    EventReceiver: [
      {
        appId: simulator.appId,
        token: 'callbackToken01',
        encodingAESKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
      },
    ],
  }[name]
}

function withKnown(value, { cardId, code }) {
  if (Array.isArray(value)) return value.map((member) => withKnown(member, { cardId, code }))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      name === 'card_id'
        ? cardId
        : name === 'code' && typeof member === 'string'
          ? code
          : withKnown(member, { cardId, code }),
    ]),
  )
}

/** Nothing but loopback is connected to, whatever came out of the dice. */
const onLoopback = (url) =>
  /^https?:\/\/(?!127\.0\.0\.1:1\b|localhost:1\b)[^\s]/i.test(String(safely(url))) ? 'http://127.0.0.1:1/' : url
const inPort = (options) =>
  options !== null && typeof options === 'object' && Object.getPrototypeOf(options) === Object.prototype
    ? {
        ...(safely(() => Object.keys(options)) ? options : {}),
        port: typeof options.port === 'number' ? 0 : options.port,
        host: '127.0.0.1',
      }
    : options

function safely(value) {
  try {
    return typeof value === 'function' ? value() : String(value)
  } catch {
    return ''
  }
}

/** The first entries of what is walked through. */
async function walked(answer) {
  if (answer === null || typeof answer !== 'object' || !(Symbol.asyncIterator in answer)) return await answer
  let entries = 0
  for await (const _ of answer) if (++entries === 3) break
  return entries
}

async function shut(listening) {
  await (await listening).close()
}

/** What waits by nature, because it tests how long an adapter remembers: looked at only until it first waits. */
const PATIENT = new Set(['testing.testCacheAdapter', 'testing.testDedupeStore'])
const soon = async (call, values) => {
  const answer = outcome(call, values)
  return await Promise.race([answer, new Promise((resolve) => setTimeout(resolve, 5, { ms: 0 }))])
}

/** Calls, and tells what came, how long the loop stood still, and whether there was an answer at all. */
async function outcome(call, values) {
  const started = performance.now()
  let answer
  try {
    answer = call(...values)
  } catch (error) {
    return { ms: performance.now() - started, error, failed: true }
  }
  const ms = performance.now() - started
  if (answer === null || typeof answer !== 'object' || typeof answer.then !== 'function') return { ms }
  let timer
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, {
      ms,
      error: new Error(`no answer within ${PATIENCE_MS} ms`),
      failed: true,
    })
  })
  const settled = Promise.resolve(answer).then(
    () => ({ ms: Math.max(ms, 0) }),
    (error) => ({ ms, error, failed: true }),
  )
  const result = await Promise.race([settled, late])
  clearTimeout(timer)
  return { ...result, whole: performance.now() - started }
}

const callersOwn = /^(thrown|made) by /
const isMeant = (error) =>
  error instanceof main.WeChatCardError ||
  (error !== null &&
    typeof error === 'object' &&
    typeof error.errMsg === 'string' &&
    typeof error.reason === 'string') ||
  callersOwn.test(error?.message ?? '')

const stray = []
process.exitCode = 1
process.on('unhandledRejection', note)
process.on('uncaughtException', note)
process.on('exit', (code) => {
  if (code !== 0) for (const error of stray) console.error(error)
})

function note(error) {
  if (!isMeant(error)) stray.push(error)
}

const shown = (values) => {
  try {
    return JSON.stringify(values, (_, value) =>
      typeof value === 'bigint' || typeof value === 'symbol' ? String(value) : value,
    )?.slice(0, 300)
  } catch {
    return '(no JSON)'
  }
}

let calls = 0
let slowest = { ms: 0 }
const found = new Map()
for (const [name, { call, right }] of functions) {
  if (!name.includes(only)) continue
  const answers = { fine: 0, refused: 0 }
  for (let times = 0; times < count; times++) {
    const values =
      right.length > 0 && random() < 0.7
        ? anyOf(right).map((value) => (random() < 0.85 ? spoiled(value) : anything()))
        : Array.from({ length: below(4) }, anything)
    const first = await (PATIENT.has(name) ? soon(call, values) : outcome(call, values))
    calls++
    answers[first.failed ? 'refused' : 'fine']++
    if (first.failed && !isMeant(first.error)) {
      const key = `${name}: ${first.error?.name}: ${String(first.error?.message).slice(0, 90)}`
      if (!found.has(key))
        found.set(key, `${shown(values)}\n${String(first.error?.stack).split('\n').slice(1, 5).join('\n')}`)
    }
    let { ms } = first
    for (let tries = 1; ms > LONGEST_MS && tries < 3; tries++) ms = Math.min(ms, (await outcome(call, values)).ms)
    if (ms > LONGEST_MS) found.set(`${name}: stands still for ${ms.toFixed(0)} ms`, shown(values))
    if (ms > slowest.ms) slowest = { name, ms, whole: first.whole }
    for (const error of stray.splice(0))
      found.set(`${name}: stray ${error?.name}: ${error?.message}`, `${shown(values)}\n${error?.stack}`)
  }
  if (process.argv[4] !== undefined) console.log(`${name}: ${answers.fine} answered, ${answers.refused} refused`)
}
console.log(`${functions.size} functions, ${calls} calls; the slowest ${slowest.name}, ${slowest.ms.toFixed(1)} ms`)
for (const [what, where] of found) console.log(`\n${what}\n  ${where}`)
process.exit(found.size > 0 ? 1 : 0)
