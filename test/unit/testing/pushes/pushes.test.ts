import { afterEach, describe, expect, test, vi } from 'vitest'
import { InputError } from '../../../../src/errors.js'
import { SimulatedAccount } from '../../../../src/testing/account/account.js'
import { toSimulatorSettings } from '../../../../src/testing/account/options.js'
import { Pushes, type PushHandler, type PushOptions, type PushReport } from '../../../../src/testing/pushes/pushes.js'
import { account, encrypt, sha1OfSorted } from '../../../support/event-push.js'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** Pushes of an account whose clock stands still until it is advanced. */
function setUp() {
  const newAccount = () =>
    new SimulatedAccount(toSimulatorSettings({ clock: { now: () => 1_764_000_000_000 } }), {
      onEvent: (event) => pushes.take(event),
    })
  const reports: PushReport[] = []
  let account = newAccount()
  const pushes: Pushes = new Pushes(
    () => account,
    (report) => reports.push(report),
  )
  return {
    pushes,
    reports,
    get account() {
      return account
    },
    begin: () => {
      account = newAccount()
    },
    /** What became of the pushes, shortly. */
    outcomes: () => reports.map(({ event, outcome, attempts }) => `${event.Event} ${outcome} ${attempts}`),
  }
}

const happen = ({ account }: { account: SimulatedAccount }, ...events: string[]): void => {
  for (const Event of events) account.push({ Event, FromUserName: 'oUser', CardId: 'p' })
}

const plain: PushOptions = { token: 'token1', mode: 'plain' }

/** A merchant that notes what arrives and answers in turn. */
function merchant(...answers: (string | number | Error | 'nothing')[]) {
  const arrived: string[] = []
  const handler: PushHandler = async (request) => {
    arrived.push(/<Event><!\[CDATA\[(\w+)/.exec(await request.text())?.[1] ?? '')
    const answer = answers.length > 1 ? answers.shift() : answers[0]
    if (answer === 'nothing') return await new Promise<never>(() => {})
    if (answer instanceof Error) throw answer
    return typeof answer === 'number' ? new Response('', { status: answer }) : new Response(answer)
  }
  return { handler, arrived }
}

afterEach(() => {
  vi.useRealTimers()
})

describe('an event', () => {
  test.each(['', 'success', ' success\n'])('is done with when the merchant answers %j', async (answer) => {
    const scene = setUp()
    const { handler, arrived } = merchant(answer)
    scene.pushes.add(handler, plain)
    happen(scene, 'user_del_card')
    await scene.pushes.settled()
    expect(arrived).toEqual(['user_del_card'])
    expect(scene.reports).toEqual([
      {
        event: expect.objectContaining({ Event: 'user_del_card', CreateTime: 1_764_000_000 }),
        outcome: 'accepted',
        attempts: 1,
      },
    ])
  })

  test('goes nowhere without an address, and only what happens afterwards goes to a new one', async () => {
    const scene = setUp()
    const { handler, arrived } = merchant('success')
    happen(scene, 'user_del_card')
    scene.pushes.add(handler, plain)
    happen(scene, 'user_view_card')
    await scene.pushes.settled()
    expect(arrived).toEqual(['user_view_card'])
  })

  test('goes to every address, each signed with its own token', async () => {
    const scene = setUp()
    const signatures: string[][] = []
    for (const token of ['tokenA', 'tokenB']) {
      const handler: PushHandler = async ({ url }) => {
        const { signature = '', timestamp = '', nonce = '' } = Object.fromEntries(new URL(url).searchParams)
        signatures.push([signature, sha1OfSorted(token, timestamp, nonce)])
        return new Response('')
      }
      scene.pushes.add(handler, { token, mode: 'plain' })
    }
    happen(scene, 'user_del_card')
    await scene.pushes.settled()
    expect(signatures).toHaveLength(2)
    for (const [given, expected] of signatures) expect(given).toBe(expected)
  })

  test.each([
    ['HTTP 500', 500, 'HTTP 500'],
    ['a redirect', 302, 'HTTP 302'],
    ['words', 'OK', 'an answer that is neither success nor a message'],
    ['a connection that breaks', new TypeError('fetch failed'), 'TypeError: fetch failed'],
  ])('is sent three times while the answer is %s, then given_up', async (_, answer, reason) => {
    const scene = setUp()
    const { handler, arrived } = merchant(answer)
    scene.pushes.add(handler, plain)
    happen(scene, 'user_del_card')
    await scene.pushes.settled()
    expect(arrived).toHaveLength(3)
    expect(scene.reports).toEqual([expect.objectContaining({ outcome: 'given_up', attempts: 3, reason })])
  })

  test('is accepted at the second attempt', async () => {
    const scene = setUp()
    const { handler, arrived } = merchant(503, 'success')
    scene.pushes.add(handler, plain)
    happen(scene, 'user_del_card')
    await scene.pushes.settled()
    expect(arrived).toHaveLength(2)
    expect(scene.outcomes()).toEqual(['user_del_card accepted 2'])
  })

  test('is sent again when no answer comes within five seconds', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const scene = setUp()
    const signals: AbortSignal[] = []
    const { handler } = merchant('nothing', 'success')
    scene.pushes.add((request) => {
      signals.push(request.signal)
      return handler(request)
    }, plain)
    happen(scene, 'user_del_card')
    const settled = scene.pushes.settled()
    while (signals.length === 0) await new Promise(setImmediate)
    await vi.advanceTimersByTimeAsync(4_999)
    expect(signals).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    await settled
    expect(signals).toHaveLength(2)
    expect(signals[0]?.aborted).toBe(true) // WeChat closes the connection
    expect(scene.outcomes()).toEqual(['user_del_card accepted 2'])
  })

  test('repeats its CreateTime, and is signed and numbered anew', async () => {
    const scene = setUp()
    const seen: { query: string; body: string }[] = []
    scene.pushes.add(async (request) => {
      seen.push({ query: new URL(request.url).search, body: await request.text() })
      return new Response(null, { status: 500 })
    }, plain)
    happen(scene, 'user_del_card')
    await scene.pushes.settled()
    expect(new Set(seen.map(({ body }) => body)).size).toBe(1)
    expect(new Set(seen.map(({ query }) => query)).size).toBe(3)
  })

  test('is sent twice where that is wanted', async () => {
    const scene = setUp()
    const { handler, arrived } = merchant('success')
    scene.pushes.add(handler, { ...plain, twice: true })
    happen(scene, 'user_del_card', 'user_view_card')
    await scene.pushes.settled()
    expect(arrived.toSorted()).toEqual(['user_del_card', 'user_del_card', 'user_view_card', 'user_view_card'])
  })
})

describe('user_get_card alone', () => {
  test('is sent three more times, a simulated minute apart, after bad answers', async () => {
    const scene = setUp()
    const { handler, arrived } = merchant(500)
    scene.pushes.add(handler, plain)
    happen(scene, 'user_get_card')
    await scene.pushes.settled()
    expect(scene.outcomes()).toEqual(['user_get_card planned 3'])
    scene.account.advance(MINUTE - 1)
    await scene.pushes.settled()
    expect(arrived).toHaveLength(3)
    for (let minute = 1; minute <= 5; minute++) {
      scene.account.advance(MINUTE)
      await scene.pushes.settled()
    }
    expect(arrived).toHaveLength(6)
    expect(scene.outcomes()).toEqual([
      'user_get_card planned 3',
      'user_get_card planned 4',
      'user_get_card planned 5',
      'user_get_card given_up 6',
    ])
  })

  test('is sent ten more times over a simulated day while nobody answers', async () => {
    const scene = setUp()
    const { handler, arrived } = merchant(new TypeError('fetch failed'))
    scene.pushes.add(handler, plain)
    happen(scene, 'user_get_card')
    await scene.pushes.settled()
    expect(arrived).toHaveLength(3)
    const afterHours: number[] = []
    for (let hour = 1; hour <= 24; hour++) {
      scene.account.advance(DAY / 24)
      await scene.pushes.settled()
      afterHours.push(arrived.length - 3)
    }
    // Every 2.4 hours.
    expect(afterHours).toEqual(Array.from({ length: 24 }, (_, at) => Math.floor((at + 1) / 2.4)))
    expect(scene.outcomes().at(-1)).toBe('user_get_card given_up 13')
  })

  test('is caught up with when the day passes at once', async () => {
    const scene = setUp()
    const { handler, arrived } = merchant(new TypeError('fetch failed'))
    scene.pushes.add(handler, plain)
    happen(scene, 'user_get_card')
    await scene.pushes.settled()
    scene.account.advance(DAY)
    await scene.pushes.settled()
    expect(arrived).toHaveLength(13)
  })

  test('ends its repetitions with the first good answer', async () => {
    const scene = setUp()
    const { handler, arrived } = merchant(500, 500, 500, 500, 'success')
    scene.pushes.add(handler, plain)
    happen(scene, 'user_get_card')
    await scene.pushes.settled()
    for (let minute = 0; minute < 5; minute++) {
      scene.account.advance(MINUTE)
      await scene.pushes.settled()
    }
    expect(arrived).toHaveLength(5)
    expect(scene.outcomes().at(-1)).toBe('user_get_card accepted 5')
  })
})

describe('the order', () => {
  test('before: whoever caused the event waits until the merchant has answered', async () => {
    const scene = setUp()
    const happened: string[] = []
    scene.pushes.add(
      async () => {
        await new Promise(setImmediate)
        happened.push('merchant')
        return new Response('')
      },
      { ...plain, order: 'before' },
    )
    happen(scene, 'user_get_card')
    await scene.pushes.flush()
    happened.push('page')
    expect(happened).toEqual(['merchant', 'page'])
  })

  test('after: the page goes on first', async () => {
    const scene = setUp()
    const happened: string[] = []
    scene.pushes.add(async () => {
      happened.push('merchant')
      return new Response('')
    }, plain)
    happen(scene, 'user_get_card')
    await scene.pushes.flush()
    happened.push('page')
    await scene.pushes.settled()
    expect(happened).toEqual(['page', 'merchant'])
  })

  test('events that a merchant causes while it handles one are waited for too', async () => {
    const scene = setUp()
    const arrived: string[] = []
    scene.pushes.add(async (request) => {
      const text = await request.text()
      arrived.push(text.includes('user_get_card') ? 'get' : 'update')
      if (text.includes('user_get_card')) happen(scene, 'update_member_card')
      return new Response('')
    }, plain)
    happen(scene, 'user_get_card')
    await scene.pushes.settled()
    expect(arrived).toEqual(['get', 'update'])
  })
})

describe('an answer with a message', () => {
  const keys = { ...plain, mode: 'safe', encodingAESKey: account.encodingAESKey } as const

  function sealed(message: string, token: string, appId: string): string {
    const encrypted = encrypt(message, { appId, token, encodingAESKey: account.encodingAESKey })
    const signature = sha1OfSorted(token, '1764000000', '1', encrypted)
    return `<xml><Encrypt><![CDATA[${encrypted}]]></Encrypt><MsgSignature><![CDATA[${signature}]]></MsgSignature><TimeStamp>1764000000</TimeStamp><Nonce>1</Nonce></xml>`
  }

  test('is read', async () => {
    const scene = setUp()
    scene.pushes.add(merchant(sealed('<xml>hi</xml>', 'token1', scene.account.settings.appId)).handler, keys)
    happen(scene, 'user_enter_session_from_card')
    await scene.pushes.settled()
    expect(scene.reports).toEqual([
      expect.objectContaining({ outcome: 'replied', attempts: 1, reply: '<xml>hi</xml>' }),
    ])
  })

  test('that is not sealed for this account is no answer', async () => {
    const scene = setUp()
    scene.pushes.add(merchant('<xml>hi</xml>').handler, keys)
    happen(scene, 'user_enter_session_from_card')
    await scene.pushes.settled()
    expect(scene.reports).toEqual([
      expect.objectContaining({ outcome: 'given_up', reason: expect.stringMatching(/not encrypted and signed/) }),
    ])
  })
})

describe('the question whether the address is the merchant’s', () => {
  test('is answered with its own text, and nothing around it', async () => {
    const scene = setUp()
    const echo: PushHandler = async ({ url, method }) =>
      new Response(method === 'GET' ? new URL(url).searchParams.get('echostr') : 'success')
    expect(await scene.pushes.add(echo, plain).verify()).toEqual({ ok: true })
    expect(await scene.pushes.add(echo, keysOf()).verify()).toEqual({ ok: true })
    const quoting: PushHandler = async ({ url }) => Response.json(new URL(url).searchParams.get('echostr'))
    expect(await scene.pushes.add(quoting, plain).verify()).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/\w{3}/),
    })
    expect(await scene.pushes.add(merchant('success').handler, plain).verify()).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/\w{3}/),
    })
    expect(await scene.pushes.add(merchant(new Error('down')).handler, plain).verify()).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/\w{3}/),
    })
    const failing: PushHandler = async ({ url }) =>
      new Response(new URL(url).searchParams.get('echostr'), { status: 500 })
    expect(await scene.pushes.add(failing, plain).verify()).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/\w{3}/),
    })
  })

  const keysOf = (): PushOptions => ({ token: 'token1', encodingAESKey: account.encodingAESKey })
})

describe('an address', () => {
  test('that is stopped gets nothing more, and only that one', async () => {
    const scene = setUp()
    const [one, other] = [merchant('success'), merchant('success')]
    const target = scene.pushes.add(one.handler, plain)
    scene.pushes.add(other.handler, plain)
    happen(scene, 'user_view_card')
    target.stop()
    target.stop()
    happen(scene, 'user_del_card')
    await scene.pushes.settled()
    expect(one.arrived).toEqual([])
    expect(other.arrived).toEqual(['user_view_card', 'user_del_card'])
  })

  test('keeps its own query', async () => {
    const scene = setUp()
    let url = ''
    scene.pushes.add(async (request) => {
      url = request.url
      return new Response('')
    }, plain)
    happen(scene, 'user_view_card')
    await scene.pushes.settled()
    expect(url).toMatch(
      /^http:\/\/merchant\.simulated\/\?signature=[\da-f]{40}&timestamp=\d{10}&nonce=\d+&openid=oUser$/,
    )
  })

  test.each<[string, unknown, unknown]>([
    ['no address', 'merchant.example', plain],
    ['another protocol', 'ftp://merchant.example/', plain],
    ['nothing', undefined, plain],
    ['no options', 'http://merchant.example/', undefined],
    ['no token', 'http://merchant.example/', {}],
    ['a token of two letters', 'http://merchant.example/', { token: 'ab' }],
    ['a key of 42 letters', 'http://merchant.example/', { token: 'abc', encodingAESKey: 'x'.repeat(42) }],
    ['encryption without a key', 'http://merchant.example/', { token: 'abc', mode: 'safe' }],
    ['an unknown mode', 'http://merchant.example/', { token: 'abc', mode: 'secret' }],
    ['an unknown format', 'http://merchant.example/', { token: 'abc', format: 'yaml' }],
    ['an unknown order', 'http://merchant.example/', { token: 'abc', order: 'first' }],
    ['an unknown option', 'http://merchant.example/', { token: 'abc', retries: 3 }],
  ])('is refused: %s', (_, where, options) => {
    const { pushes } = setUp()
    expect(() => pushes.add(where as string, options as PushOptions)).toThrow(InputError)
  })
})

describe('forgetting', () => {
  test('what waits is not sent, and the addresses stay', async () => {
    const scene = setUp()
    const { handler, arrived } = merchant('success')
    scene.pushes.add(handler, plain)
    happen(scene, 'user_view_card')
    scene.pushes.forget()
    scene.begin()
    happen(scene, 'user_del_card')
    await scene.pushes.settled()
    expect(arrived).toEqual(['user_del_card'])
  })

  test('what is on its way is not reported and not repeated', async () => {
    const scene = setUp()
    let answer: (response: Response) => void = () => {}
    let arrivals = 0
    scene.pushes.add(() => {
      arrivals += 1
      return new Promise((resolve) => {
        answer = resolve
      })
    }, plain)
    happen(scene, 'user_get_card')
    await scene.pushes.flush()
    while (arrivals === 0) await new Promise(setImmediate)
    scene.pushes.forget()
    scene.begin()
    answer(new Response(null, { status: 500 }))
    await scene.pushes.settled()
    scene.account.advance(DAY)
    await scene.pushes.settled()
    expect(arrivals).toBe(1)
    expect(scene.reports).toEqual([])
  })
})
