import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CodesApi } from '../../../src/api/codes.js'
import { ApiError, CredentialError, InputError, TransportError, type WireFacts } from '../../../src/errors.js'
import { codesImport, type DepositProgress } from '../../../src/flows/deposit.js'

const facts = (outcome: WireFacts['outcome']): WireFacts => ({
  endpoint: 'POST /card/code/deposit',
  outcome,
  retryable: false,
  attempts: 1,
  elapsedMs: 1,
})

const refused = (errcode: number): ApiError =>
  new ApiError({ errcode, errmsg: '', category: 'other', hint: '', hintZh: '' }, facts('rejected'))
const lost = (): TransportError => new TransportError('ERR_TIMEOUT', 'no answer', facts('unknown'))
const unsent = (): TransportError => new TransportError('ERR_NETWORK', 'refused', facts('not_sent'))
const noToken = (): CredentialError => new CredentialError('accessToken', 'none', facts('not_sent'))

/** What happens to one call of `deposit`: how many of its codes arrive, and how it ends. */
interface Fate {
  readonly arrives?: number
  readonly error?: unknown
}

/** WeChat's side: what it has, and what it was asked. `fates` are met by one deposit after the other. */
function wechat({ has = [] as string[], fates = [] as Fate[], checks = [] as unknown[] } = {}) {
  const imported = new Set(has)
  const sent: string[][] = []
  const checked: string[][] = []
  /** Codes that were sent although WeChat had them. */
  const again: string[] = []
  const api: Pick<CodesApi, 'check' | 'deposit'> = {
    async deposit({ code }, options) {
      options?.signal?.throwIfAborted()
      sent.push(code)
      again.push(...code.filter((each) => imported.has(each)))
      const { arrives = code.length, error } = fates.shift() ?? {}
      for (const each of code.slice(0, arrives)) imported.add(each)
      if (error !== undefined) throw error
      return { errcode: 0 }
    },
    async check({ code }, options) {
      options?.signal?.throwIfAborted()
      checked.push(code)
      const error = checks.shift()
      if (error !== undefined) throw error
      return {
        exist_code: code.filter((each) => imported.has(each)),
        not_exist_code: code.filter((each) => !imported.has(each)),
      }
    },
  }
  return { ...codesImport(api), imported, sent, checked, again }
}

const codes = (count: number): string[] => Array.from({ length: count }, (_, n) => `SIM${n}`)
const ok = (code: string, existed = false) => ({ ok: true, code, existed })

describe('depositAll', () => {
  test('imports in batches of 100, in the given order', async () => {
    const { depositAll, sent } = wechat()
    const results = await depositAll('pCard', codes(250))
    expect(sent).toEqual([codes(250).slice(0, 100), codes(250).slice(100, 200), codes(250).slice(200)])
    expect(results).toEqual(codes(250).map((code) => ok(code)))
  })

  test('counts a repeated code once, where it first appears', async () => {
    const { depositAll, sent } = wechat()
    expect(await depositAll('pCard', ['B', 'A', 'B', 'A', 'C'])).toEqual([ok('B'), ok('A'), ok('C')])
    expect(sent).toEqual([['B', 'A', 'C']])
  })

  test('does not send what is there already, and says so', async () => {
    const { depositAll, sent } = wechat({ has: ['A', 'C'] })
    expect(await depositAll('pCard', ['A', 'B', 'C'])).toEqual([ok('A', true), ok('B'), ok('C', true)])
    expect(sent).toEqual([['B']])
  })

  test('sends nothing at all when everything is there, or for no codes', async () => {
    const { depositAll, sent, checked } = wechat({ has: ['A'] })
    expect(await depositAll('pCard', ['A'])).toEqual([ok('A', true)])
    expect(await depositAll('pCard', [])).toEqual([])
    expect(sent).toEqual([])
    expect(checked).toEqual([['A']])
  })

  test('asks what a lost reply left behind, and sends only what is missing', async () => {
    const { depositAll, sent } = wechat({ fates: [{ arrives: 2, error: lost() }] })
    expect(await depositAll('pCard', ['A', 'B', 'C'])).toEqual([ok('A'), ok('B'), ok('C')])
    expect(sent).toEqual([['A', 'B', 'C'], ['C']])
  })

  test('sends nothing again when all arrived although the reply was lost', async () => {
    const { depositAll, sent } = wechat({ fates: [{ error: lost() }] })
    expect(await depositAll('pCard', ['A', 'B'])).toEqual([ok('A'), ok('B')])
    expect(sent).toEqual([['A', 'B']])
  })

  test('gives up after three attempts without a reply, and ends the import', async () => {
    const error = lost()
    const { depositAll, sent } = wechat({
      fates: [
        { arrives: 1, error },
        { arrives: 0, error },
        { arrives: 0, error },
      ],
    })
    const results = await depositAll('pCard', [...codes(100), 'later'])
    expect(sent.map(({ length }) => length)).toEqual([100, 99, 99])
    expect(results.slice(0, 2)).toEqual([ok('SIM0'), { ok: false, code: 'SIM1', outcome: 'unknown', error }])
    expect(results.at(-1)).toEqual({ ok: false, code: 'later', outcome: 'not_sent', error })
  })

  test('sends nothing again while it cannot be asked what arrived', async () => {
    const [error, blind] = [lost(), unsent()]
    const { depositAll, sent } = wechat({ fates: [{ error }], checks: [undefined, blind] })
    expect(await depositAll('pCard', ['A'])).toEqual([{ ok: false, code: 'A', outcome: 'unknown', error }])
    expect(sent).toEqual([['A']])
  })

  test('does not trust a good reply: what was left out is told, and the import goes on', async () => {
    const { depositAll } = wechat({ fates: [{ arrives: 1 }] })
    const results = await depositAll('pCard', [...codes(100), 'later'])
    expect(results.slice(0, 2)).toEqual([
      ok('SIM0'),
      { ok: false, code: 'SIM1', outcome: 'rejected', error: expect.any(TransportError) },
    ])
    expect(results.at(-1)).toEqual(ok('later'))
    const { error } = results[1] as { error: TransportError }
    expect(error).toMatchObject({
      endpoint: 'POST /card/code/deposit',
      outcome: 'rejected',
      retryable: true,
      attempts: 1,
    })
    expect(error.message).toMatch(/left this code out: codes have at most 20 letters and digits$/)
    expect(error.elapsedMs).toBeLessThan(performance.now()) // from the call on, not since the process began
  })

  test('says that it does not know, when a good reply cannot be confirmed', async () => {
    const blind = unsent()
    const { depositAll } = wechat({ checks: [undefined, blind] })
    expect(await depositAll('pCard', ['A'])).toEqual([{ ok: false, code: 'A', outcome: 'unknown', error: blind }])
  })

  test('refuses a time that none of its calls takes, in its own name', async () => {
    const refusal = wechat().depositAll('pCard', codes(1), { totalTimeoutMs: 900_000 })
    await expect(refusal).rejects.toThrow(/^codes\.depositAll: options\.totalTimeoutMs must be .* from 1 to 600000/)
  })

  test.each([40110, 40111, 40116, 45021, 47001])('a batch refused for its codes (%i) fails alone', async (errcode) => {
    const error = refused(errcode)
    const { depositAll, sent } = wechat({ fates: [{ arrives: 0, error }] })
    const results = await depositAll('pCard', codes(101))
    expect(results[0]).toEqual({ ok: false, code: 'SIM0', outcome: 'rejected', error })
    expect(results[100]).toEqual(ok('SIM100'))
    expect(sent).toHaveLength(2)
  })

  test.each([
    ['a wrong card', refused(40073), 'rejected'],
    ['a missing permission', refused(43009), 'rejected'],
    ['a used-up quota', refused(45009), 'rejected'],
    ['no connection', unsent(), 'not_sent'],
    ['no token', noToken(), 'not_sent'],
  ])('%s ends the import: nothing more is sent, and every code left carries the error', async (_, error, outcome) => {
    const { depositAll, sent, checked } = wechat({ fates: [{ arrives: 0, error }] })
    const results = await depositAll('pCard', codes(250))
    expect(sent).toHaveLength(1)
    expect(checked).toHaveLength(1)
    expect(results).toHaveLength(250)
    expect(results[0]).toEqual({ ok: false, code: 'SIM0', outcome, error })
    expect(results[249]).toEqual({ ok: false, code: 'SIM249', outcome: 'not_sent', error })
  })

  test('a refusal after a lost reply does not take back that the first attempt may still count', async () => {
    const error = refused(43009)
    const { depositAll } = wechat({
      fates: [
        { arrives: 0, error: lost() },
        { arrives: 0, error },
      ],
    })
    expect(await depositAll('pCard', ['A'])).toEqual([{ ok: false, code: 'A', outcome: 'unknown', error }])
  })

  test('sends nothing when it cannot be asked what is there', async () => {
    const error = refused(40073)
    const { depositAll, sent } = wechat({ checks: [error] })
    expect(await depositAll('pCard', ['A'])).toEqual([{ ok: false, code: 'A', outcome: 'not_sent', error }])
    expect(sent).toEqual([])
  })

  test('an answer of check without its list is no answer', async () => {
    const { depositAll } = codesImport({
      deposit: async () => ({}),
      check: async () => ({ not_exist_code: [] }) as never,
    })
    expect(await depositAll('pCard', ['A'])).toEqual([
      { ok: false, code: 'A', outcome: 'not_sent', error: expect.objectContaining({ code: 'ERR_RESPONSE' }) },
    ])
  })

  test('says what is wanted in the place of a list', async () => {
    const error = await wechat()
      .depositAll('pCard', 'A' as never)
      .catch(String)
    expect(error).toMatch(/codes must be an array of codes, got /)
  })

  test('recognises codes of digits that come back as numbers', async () => {
    const { depositAll } = codesImport({
      deposit: async () => ({}),
      check: async () => ({ exist_code: [123456] as never, not_exist_code: [] }),
    })
    expect(await depositAll('pCard', ['123456'])).toEqual([ok('123456', true)])
  })

  test('ends with the reason of its signal, and goes on when it is called with the same codes again', async () => {
    const { depositAll, sent } = wechat()
    const abort = new AbortController()
    const reason = new Error('enough for today')
    const onProgress = ({ done }: DepositProgress): void => {
      if (done === 200) abort.abort(reason)
    }
    await expect(depositAll('pCard', codes(450), { signal: abort.signal, onProgress })).rejects.toBe(reason)
    const results = await depositAll('pCard', codes(450))
    expect(sent.flat()).toEqual(codes(450))
    expect(results.filter((each) => each.ok && each.existed)).toHaveLength(200)
  })

  test('reports after every batch what became of its codes, and survives a listener that throws', async () => {
    const { depositAll } = wechat({ has: ['SIM0'] })
    const reports: DepositProgress[] = []
    const results = await depositAll('pCard', codes(150), {
      onProgress: (progress) => {
        reports.push(progress)
        throw new Error('a listener of the host')
      },
    })
    expect(reports.map(({ done, total }) => [done, total])).toEqual([
      [100, 150],
      [150, 150],
    ])
    expect(reports.flatMap((report) => report.codes)).toEqual(results)
  })

  test.each([
    ['no card', '', ['A'], {}, ['cardId']],
    ['no list', 'pCard', 'A' as never, {}, ['codes']],
    ['an empty code and one that is none', 'pCard', ['A', '', 7 as never], {}, ['codes[1]', 'codes[2]']],
    ['a hole', 'pCard', Array(1) as never, {}, ['codes[0]']],
    ['half a character', 'pCard', ['A\ud800'], {}, ['codes[0]']],
    ['an encrypted code', 'pCard', ['kS9sYh1T0d2mJxq+Zc7u4Q=='], {}, ['codes[0]']],
    ['an unknown option', 'pCard', ['A'], { retry: true } as never, ['options.retry']],
    [
      'options of wrong types',
      'pCard',
      ['A'],
      { onProgress: 1, signal: 1, totalTimeoutMs: 0 } as never,
      ['options.onProgress', 'options.signal', 'options.totalTimeoutMs'],
    ],
  ] as const)('%s is refused before anything is asked', async (_, cardId, list, options, fields) => {
    const { depositAll, sent, checked } = wechat()
    const error = await depositAll(cardId, list, options).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(InputError)
    expect((error as InputError).problems.map(({ field }) => field)).toEqual(fields)
    expect([sent, checked]).toEqual([[], []])
  })

  test('whatever is lost on the way, nothing is sent that WeChat has, and every result tells the truth', async () => {
    const code = fc.integer({ min: 0, max: 400 }).map((n) => `SIM${n}`)
    const fate = fc.oneof(
      fc.record({ arrives: fc.integer({ min: 0, max: 100 }), error: fc.constantFrom(undefined, lost()) }),
      fc.record({ arrives: fc.constant(0), error: fc.constantFrom(refused(40116), refused(45009), unsent()) }),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(code, { maxLength: 350 }),
        fc.array(fate, { maxLength: 12 }),
        fc.array(code, { maxLength: 100 }),
        async (given, fates, has) => {
          const { depositAll, imported, again } = wechat({ has, fates: [...fates] })
          const results = await depositAll('pCard', given)
          expect(again).toEqual([])
          expect(results.map((each) => each.code)).toEqual([...new Set(given)])
          expect(results.filter((each) => each.ok !== imported.has(each.code))).toEqual([])
          expect(results.filter((each) => each.ok && each.existed !== has.includes(each.code))).toEqual([])
        },
      ),
    )
  })
})
