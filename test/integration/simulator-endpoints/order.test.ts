import { describe, expect, test } from 'vitest'
import { SimulatedAccount } from '../../../src/testing/account/account.js'
import { type Permission, type SimulatorOptions, toSimulatorSettings } from '../../../src/testing/account/options.js'
import { ENDPOINTS } from '../../../src/testing/endpoints/all.js'
import type { Endpoint, Field, Fields } from '../../../src/testing/http/endpoint.js'
import { handle } from '../../../src/testing/http/gateway.js'
import { isObject } from '../../../src/validate.js'
import fixture from '../../fixtures/endpoints.json' with { type: 'json' }

// Requests in which several things are wrong at once: what WeChat looks at first decides the answer. The order is
// method, token, quota, syntax of the body, types of its fields, permission, state.

const EVERY_PERMISSION: readonly Permission[] = [
  'card',
  'memberCard',
  'giftCard',
  'customCode',
  'balance',
  'bonus',
  'pay',
  'invoice',
  'subMerchant',
]

/** Groups, and a single endpoint, that every account may call. */
const FREE = new Set(['account', 'agents', 'media', 'stores'])
const GUARDED: ReadonlySet<string> = new Set(
  fixture.groups
    .filter(({ group, path }) => !FREE.has(group) && path !== '/card/getcolors')
    .map(({ method, path }) => `${method} ${path}`),
)

/** Requests by which an endpoint decides what else it looks for. */
const BEGINNINGS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'POST /card/create': { card: { card_type: 'MEMBER_CARD' } },
  'POST /card/update': { member_card: { prerogative: '', base_info: { title: '', get_limit: 1 } } },
  'POST /card/qrcode/create': { action_name: 'QR_CARD' },
  'POST /card/giftcard/page/update': { page: { address: '', need_receipt: true } },
}

interface Place {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly endpoint: Endpoint
}

const PLACES: readonly Place[] = Object.entries(ENDPOINTS).map(([name, endpoint]) => {
  const [method = '', path = ''] = name.split(' ')
  return { name, method, path, endpoint }
})

const fieldsOf = ({ name, endpoint: { fields = {} } }: Place): Fields =>
  typeof fields === 'function' ? fields(BEGINNINGS[name] ?? {}) : fields

/** A value of the right type, which names nothing that there is. */
function right({ type, fields = {}, choices }: Field, before: unknown): unknown {
  if (type === 'object' || type === 'array') {
    const object = { ...(isObject(before) ? before : {}), ...rightRequest(fields, isObject(before) ? before : {}) }
    return type === 'object' ? object : [object]
  }
  if (typeof before === 'string' && before !== '') return before
  const word = choices?.values[0] ?? 'x'
  if (type === 'string') return word
  if (type === 'strings') return [word]
  return type === 'boolean' ? true : 1
}

function rightRequest(fields: Fields, before: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, right(field, before[name])]))
}

const requestFor = (place: Place): Record<string, unknown> => rightRequest(fieldsOf(place), BEGINNINGS[place.name])

/** The same request once for each of its fields, the inner ones too, with a value of a type that is not the field's. */
function wrongRequests(fields: Fields, request: Record<string, unknown>): Record<string, unknown>[] {
  return Object.entries(fields).flatMap(([name, { type, fields: inner = {} }]) => {
    const wrong = { ...request, [name]: type === 'strings' ? [1] : type === 'object' ? 'x' : {} }
    const value = request[name]
    const place = Array.isArray(value) ? value[0] : value
    if (!isObject(place)) return [wrong]
    const deeper = wrongRequests(inner, place).map((each) => ({ ...request, [name]: type === 'array' ? [each] : each }))
    return [wrong, ...deeper]
  })
}

/** An account on which nothing is left to call with, unless `options` say so. */
const newAccount = (options: SimulatorOptions = {}): SimulatedAccount =>
  new SimulatedAccount(toSimulatorSettings({ withoutPermissions: EVERY_PERMISSION, ...options }))

const exhausted = ({ path }: Place): SimulatorOptions => ({ dailyQuotas: { [path.replace(/\?.*/, '')]: 0 } })

function tokenFor(account: SimulatedAccount, { endpoint }: Place): string | undefined {
  if (endpoint.token === 'none') return undefined
  return endpoint.token === 'component'
    ? account.agents.issueToken()
    : account.credentials.issueStable(false).access_token
}

async function errcodeOf(
  account: SimulatedAccount,
  method: string,
  path: string,
  token: string | undefined,
  body: string,
) {
  const target = token === undefined ? path : `${path}${path.includes('?') ? '&' : '?'}access_token=${token}`
  const contentType = 'application/json; charset=utf-8'
  const request = { method, target, contentType, body: new TextEncoder().encode(method === 'GET' ? '' : body) }
  const { errcode } = await handle(account, ENDPOINTS, request)
  return errcode
}

const BROKEN = '{"card_id":'

const JSON_PLACES = PLACES.filter(({ method, endpoint }) => method === 'POST' && endpoint.body === undefined)

describe('another method is refused before the token is looked at', () => {
  test.each(PLACES)('$name', async (place) => {
    const [other, refused] = place.method === 'GET' ? ['POST', 43001] : ['GET', 43002]
    expect(await errcodeOf(newAccount(exhausted(place)), other as string, place.path, undefined, BROKEN)).toBe(refused)
  })
})

describe('a bad token is refused before the call is counted', () => {
  test.each(PLACES.filter(({ endpoint }) => endpoint.token !== 'none'))('$name', async (place) => {
    const account = newAccount(exhausted(place))
    expect(await errcodeOf(account, place.method, place.path, undefined, BROKEN)).toBe(41001)
    expect(await errcodeOf(account, place.method, place.path, 'stale', BROKEN)).toBe(40014)
  })
})

describe('a call beyond the quota is refused before its body is read', () => {
  test.each(PLACES)('$name', async (place) => {
    const account = newAccount(exhausted(place))
    expect(await errcodeOf(account, place.method, place.path, tokenFor(account, place), BROKEN)).toBe(45009)
  })
})

describe('a body that is no JSON is refused before permissions are looked at', () => {
  test.each(JSON_PLACES)('$name', async (place) => {
    const account = newAccount()
    const token = tokenFor(account, place)
    expect(await errcodeOf(account, 'POST', place.path, token, BROKEN)).toBe(47001)
    expect(await errcodeOf(account, 'POST', place.path, token, '')).toBe(44002)
  })
})

describe('every field of another type is refused before permissions are looked at', () => {
  test.each(JSON_PLACES.filter((place) => Object.keys(fieldsOf(place)).length > 0))('$name', async (place) => {
    const account = newAccount()
    const token = tokenFor(account, place)
    for (const wrong of wrongRequests(fieldsOf(place), requestFor(place))) {
      const body = JSON.stringify(wrong)
      expect([body, await errcodeOf(account, 'POST', place.path, token, body)]).toEqual([body, 47001])
    }
  })
})

describe('an account without permission is refused before what is named is looked for', () => {
  const guarded = PLACES.filter(({ name, endpoint }) => GUARDED.has(name) && endpoint.body !== 'form')
  test.each(guarded)('$name', async (place) => {
    const { method, path } = place
    const body = JSON.stringify(requestFor(place))
    const refused = path.startsWith('/card/invoice/') ? [48001, 72015] : [48001]
    const account = newAccount()
    expect(refused).toContain(await errcodeOf(account, method, path, tokenFor(account, place), body))
    const permitted = newAccount({ withoutPermissions: [] })
    const state = await errcodeOf(permitted, method, path, tokenFor(permitted, place), body)
    expect([41001, 45009, 47001, ...refused]).not.toContain(state)
  })
})
