import { describe, expect, test } from 'vitest'
import { InputError } from '../../../../src/errors.js'
import { seededRandom } from '../../../../src/testing/account/random.js'
import { ActiveFaults, executes, type Fault } from '../../../../src/testing/http/faults.js'

const random = seededRandom('faults')

/** How many of so many requests to a path a fault meets. */
function meetings(faults: ActiveFaults, path: string, requests: number, now = 0): number {
  return Array.from({ length: requests }, () => faults.match(path, now, random)).filter((met) => met !== undefined)
    .length
}

describe('standing faults', () => {
  test('meet one request, and then no more', () => {
    const faults = new ActiveFaults()
    faults.add({ errcode: 45009 })
    expect(faults.match('/card/get', 0, random)).toMatchObject({ errcode: 45009 })
    expect(faults.match('/card/get', 0, random)).toBeUndefined()
  })

  test('meet as many as they are told to, at their path only', () => {
    const faults = new ActiveFaults()
    faults.add({ path: '/card/get', status: 502, times: 3 })
    faults.add({ path: '/card/update', status: 503, times: Infinity })
    expect(meetings(faults, '/card/create', 10)).toBe(0)
    expect(meetings(faults, '/card/get', 10)).toBe(3)
    expect(meetings(faults, '/card/update', 10)).toBe(10)
  })

  test('the one added first meets first', () => {
    const faults = new ActiveFaults()
    faults.add({ errcode: 1 })
    faults.add({ errcode: 2 })
    expect([1, 2].map(() => faults.match('/card/get', 0, random)?.errcode)).toEqual([1, 2])
  })

  test('can be taken away one by one, twice too, and all at once', () => {
    const faults = new ActiveFaults()
    const remove = faults.add({ errcode: 1 })
    faults.add({ errcode: 2, times: 2 })
    remove()
    remove()
    expect(faults.match('/card/get', 0, random)?.errcode).toBe(2)
    faults.clear()
    expect(faults.match('/card/get', 0, random)).toBeUndefined()
  })

  test('hold from a simulated time on, until another', () => {
    const faults = new ActiveFaults()
    faults.add({ errcode: -1, times: Infinity, startsAt: 100, endsAt: 200 })
    expect([99, 100, 199, 200].map((now) => faults.match('/card/get', now, random) !== undefined)).toEqual([
      false,
      true,
      true,
      false,
    ])
  })

  test('with a probability meet about that share, the same ones for the same seed', () => {
    const pattern = (seed: string): boolean[] => {
      const source = seededRandom(seed)
      const faults = new ActiveFaults()
      faults.add({ errcode: -1, probability: 0.3 })
      return Array.from({ length: 2_000 }, () => faults.match('/card/get', 0, source) !== undefined)
    }
    // 600 are expected; 100 are almost five standard deviations.
    expect(Math.abs(pattern('a').filter(Boolean).length - 600)).toBeLessThan(100)
    expect(pattern('a')).toEqual(pattern('a'))
    expect(pattern('a')).not.toEqual(pattern('b'))
  })

  test('a probability of 0 meets nothing, of 1 everything', () => {
    const faults = new ActiveFaults()
    faults.add({ path: '/card/get', errcode: -1, probability: 0 })
    faults.add({ path: '/card/update', errcode: -1, probability: 1 })
    expect(meetings(faults, '/card/get', 1_000)).toBe(0)
    expect(meetings(faults, '/card/update', 1_000)).toBe(1_000)
  })

  test('are copies: what becomes of the object later does not matter', () => {
    const faults = new ActiveFaults()
    const fault: Fault = { errcode: 1, times: 2 }
    faults.add(fault)
    fault.errcode = 2
    expect(faults.match('/card/get', 0, random)?.errcode).toBe(1)
  })
})

describe('what a request that meets a fault does', () => {
  test.each<[Fault, boolean]>([
    [{ errcode: 45009 }, false],
    [{ status: 502 }, false],
    [{ body: '<html>' }, false],
    [{ stall: 'headers' }, false],
    [{ stall: 'body' }, false],
    [{ reset: true }, false],
    [{ reset: 'body' }, false],
    [{ revokeToken: true }, false],
    [{ delayMs: 5 }, true],
    [{ truncateAt: 5 }, true],
    [{ controlCharacters: true }, true],
    [{ bigIntegers: true }, true],
    [{ reset: false, delayMs: 5 }, true],
  ])('by itself: %j carries it out: %s', (fault, carriedOut) => {
    expect(executes(fault)).toBe(carriedOut)
    expect(executes({ ...fault, executes: true })).toBe(!fault.revokeToken)
    expect(executes({ ...fault, executes: false })).toBe(false)
  })
})

describe('a fault that says nothing clear', () => {
  test.each<[string, unknown, RegExp]>([
    ['nothing', {}, /one kind of fault/],
    ['only a path', { path: '/card/get', times: 2 }, /one kind of fault/],
    ['two kinds', { errcode: 1, reset: true }, /errcode and reset/],
    ['a status with a cut', { status: 502, truncateAt: 3 }, /status and truncateAt/],
    ['no path', { path: 'card/get', errcode: 1 }, /path/],
    ['a path that no endpoint has', { path: '/card/gett', errcode: 1 }, /such as \/card\/get, got "\/card\/gett"$/],
    ['a path with a query', { path: '/card/get?a=b', errcode: 1 }, /path/],
    ['success', { errcode: 0 }, /errcode/],
    ['no times', { errcode: 1, times: 0 }, /times/],
    ['half a time', { errcode: 1, times: 1.5 }, /times/],
    ['more than certain', { errcode: 1, probability: 1.1 }, /probability/],
    ['no status', { status: 600 }, /status/],
    ['a body that is none', { body: {} }, /body/],
    ['a stall nowhere', { stall: 'middle' }, /stall/],
    ['a reset nowhere', { reset: 'middle' }, /reset/],
    ['a negative delay', { delayMs: -1 }, /delayMs/],
    ['a time that is none', { errcode: 1, startsAt: Number.NaN }, /startsAt/],
    ['an unknown member', { errcode: 1, latency: 5 }, /latency/],
    ['no object', 'errcode', /object/],
  ])('%s is an InputError that names it', (_, fault, message) => {
    const faults = new ActiveFaults()
    expect(() => faults.add(fault as Fault)).toThrow(InputError)
    expect(() => faults.add(fault as Fault)).toThrow(message)
    expect(faults.match('/card/get', 0, random)).toBeUndefined()
  })

  test('a status may have a body of its own', () => {
    expect(() => new ActiveFaults().add({ status: 502, body: '<h1>Bad Gateway</h1>' })).not.toThrow()
  })
})

describe('faults that no request has met', () => {
  test('are pending until one does', () => {
    const faults = new ActiveFaults()
    faults.add({ path: '/card/get', errcode: 45009, times: 2 })
    const remove = faults.add({ path: '/card/update', reset: true })
    expect(faults.pending()).toEqual([
      { path: '/card/get', errcode: 45009, times: 2 },
      { path: '/card/update', reset: true },
    ])
    faults.match('/card/get', 0, random)
    expect(faults.pending()).toEqual([{ path: '/card/update', reset: true }])
    remove()
    expect(faults.pending()).toEqual([])
    expect(() => faults.assertUsed()).not.toThrow()
  })

  test('fail a test that wants them used, line by line', () => {
    const faults = new ActiveFaults()
    faults.add({ path: '/card/code/consume', reset: true, executes: true })
    faults.add({ errcode: 45009, probability: 0.01 })
    expect(() => faults.assertUsed()).toThrow(
      '2 faults have met no request:\n  /card/code/consume: reset true, executes true\n  any path: errcode 45009, probability 0.01',
    )
    faults.clear()
    expect(() => faults.assertUsed()).not.toThrow()
  })
})
