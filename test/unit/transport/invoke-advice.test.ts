import { describe, expect, test } from 'vitest'
import type { Diagnostic } from '../../../src/diagnostics.js'
import { ApiError, InputError } from '../../../src/errors.js'
import { createMethodFactory } from '../../../src/transport/invoke.js'
import type { Route } from '../../../src/transport/route.js'

const ROUTE: Route = { method: 'POST', path: '/card/create', effect: 'write' }

/** Makes one call and answers with what it told and brought. */
async function call(route: Route, request: object, ...errcodes: readonly number[]) {
  const diagnostics: Diagnostic[] = []
  const left = [...errcodes]
  const make = createMethodFactory({
    baseUrl: 'https://api.weixin.qq.com',
    fetch: async () => Response.json({ errcode: left.shift() ?? 0, errmsg: 'x' }),
    attemptTimeoutMs: 1000,
    totalTimeoutMs: 5000,
    maxRetries: 2,
    clock: { now: () => 0 },
    onDiagnostic: (each) => diagnostics.push(each),
  })
  const result: unknown = await make(route)(request).catch((reason: unknown) => reason)
  return { result, diagnostics, advice: diagnostics.filter(({ type }) => type === 'advice') }
}

describe('what a row advises', () => {
  const advised: Route = { ...ROUTE, advise: () => [{ field: 'a', message: 'better not' }] }
  const told = { type: 'advice', endpoint: 'POST /card/create', field: 'a', message: 'better not' }

  test('is told before the request leaves, which leaves all the same', async () => {
    const { result, diagnostics } = await call(advised, { a: 1 })
    expect(result).toEqual({ errcode: 0, errmsg: 'x' })
    expect(diagnostics.map(({ type }) => type)).toEqual(['advice', 'request', 'response'])
    expect(diagnostics[0]).toEqual(told)
  })

  test('is told once, however often the request is sent', async () => {
    const { advice } = await call({ ...advised, effect: 'read' }, { a: 1 }, -1, -1)
    expect(advice).toEqual([told])
  })

  test('is not told of a request that is refused here', async () => {
    const check: Route['check'] = () => [{ field: 'a', expected: 'b', received: 'c' }]
    const { advice, result } = await call({ ...advised, check }, { a: 1 })
    expect(result).toBeInstanceOf(InputError)
    expect(advice).toEqual([])
  })
})

describe('an InputError', () => {
  test('of a row’s check names the way round it', async () => {
    const check: Route['check'] = () => [{ field: 'a', expected: 'a whole number', received: 'a fraction' }]
    const { result } = await call({ ...ROUTE, check }, {})
    expect((result as InputError).message).toMatch(/a must be a whole number, got a fraction\. .*client\.call/)
  })

  test('of what no way round would send does not', async () => {
    const { result } = await call(ROUTE, { a: Number.NaN })
    expect(result).toBeInstanceOf(InputError)
    expect((result as InputError).message).not.toContain('client.call')
  })
})

describe('what a row finds in a request that WeChat refused', () => {
  const found =
    (count: number): Route['diagnose'] =>
    (errcode) =>
      errcode === 45021 ? Array.from({ length: count }, (_, n) => ({ en: `field ${n}`, zh: `字段 ${n}` })) : []

  test('stands in the hint, in both languages', async () => {
    const { result } = await call({ ...ROUTE, diagnose: found(2) }, {}, 45021)
    expect(result).toBeInstanceOf(ApiError)
    const { hint, hintZh, message } = result as ApiError
    expect(hint).toMatch(/\. In this request: field 0; field 1\.$/)
    expect(hintZh).toMatch(/。本次请求中：字段 0；字段 1。$/)
    expect(message).toContain('field 0')
  })

  test('is cut after five fields', async () => {
    const { hint, hintZh } = (await call({ ...ROUTE, diagnose: found(7) }, {}, 45021)).result as ApiError
    expect(hint).toMatch(/field 4; and 2 more\.$/)
    expect(hintZh).toMatch(/字段 4；另有 2 处。$/)
  })

  test('is nothing at other codes', async () => {
    const { hint } = (await call({ ...ROUTE, diagnose: found(1) }, {}, 40073)).result as ApiError
    expect(hint).not.toContain('In this request')
  })
})
