import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { DedupeStore } from '../../../src/cache/adapter.js'
import { memoryDedupe } from '../../../src/cache/memory-dedupe.js'
import type { Diagnostic } from '../../../src/diagnostics.js'
import { EventError, InputError } from '../../../src/errors.js'
import { createEventHandler, type EventHandler, EventReceiver } from '../../../src/events/index.js'
import * as wechat from '../../support/event-push.js'

const NOW = 1_764_000_060_000
const seconds = (): number => Math.floor(Date.now() / 1000)

beforeEach(() => {
  vi.useFakeTimers({ now: NOW })
})

afterEach(() => {
  vi.useRealTimers()
})

const receiverOf = (dedupe: DedupeStore = memoryDedupe()): EventReceiver =>
  new EventReceiver({ ...wechat.account, dedupe })

const address = (query: wechat.Query): string => `https://shop.example/wechat?${new URLSearchParams(query)}`

/** A message as a Fetch server gets it. */
const post = ({ query, body }: { query: wechat.Query; body: RequestInit['body'] }): Request =>
  new Request(address(query), { method: 'POST', body: body ?? null, duplex: 'half' } as RequestInit)

const eventRequest = (code: string): Request => post(wechat.push(wechat.getCardEvent(code), seconds()))

const outcome = async (response: Response): Promise<[number, string]> => [response.status, await response.text()]

/** Sends a message and lets time pass until the answer comes, which it must in less than 5 seconds. */
async function deliver(handler: EventHandler, request: Request): Promise<[number, string]> {
  let answer: Response | undefined
  const answering = handler(request).then((response) => {
    answer = response
  })
  for (let waited = 0; answer === undefined && waited < 5000; waited += 50) await vi.advanceTimersByTimeAsync(50)
  if (answer === undefined) throw new Error('no answer within 5 seconds')
  await answering
  return await outcome(answer)
}

describe('an event', () => {
  test('is handed to the function of its name, and WeChat is told so', async () => {
    const seen: unknown[] = []
    const handler = createEventHandler(receiverOf(), {
      user_get_card: async (event) => {
        seen.push([event.Event, event.UserCardCode])
      },
      user_del_card: () => {
        seen.push('wrong')
      },
    })
    const response = await handler(eventRequest('1'))
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(await outcome(response)).toEqual([200, 'success'])
    expect(seen).toEqual([['user_get_card', '1']])
    expect(vi.getTimerCount()).toBe(0)
  })

  test('that nobody wants is confirmed', async () => {
    expect(await deliver(createEventHandler(receiverOf(), {}), eventRequest('1'))).toEqual([200, 'success'])
    const handler = createEventHandler(receiverOf(), { user_get_card: undefined })
    expect(await deliver(handler, eventRequest('1'))).toEqual([200, 'success'])
  })

  test('without a function of its own, and every other message, goes to onUnhandled', async () => {
    const seen: unknown[] = []
    const onUnhandled = (event: { readonly Event?: string }): void => {
      seen.push(event.Event)
    }
    const handler = createEventHandler(receiverOf(), { user_del_card: () => {} }, { onUnhandled })
    await deliver(handler, eventRequest('1'))
    await deliver(handler, post(wechat.push(wechat.xmlOf({ MsgType: 'event', Event: 'subscribe' }), seconds())))
    await deliver(handler, post(wechat.push(wechat.xmlOf({ MsgType: 'text', Content: 'hello' }), seconds())))
    await deliver(handler, post(wechat.push(wechat.xmlOf({ MsgType: 'event', Event: 'toString' }), seconds())))
    expect(seen).toEqual(['user_get_card', 'subscribe', undefined, 'toString'])
  })

  test('that nobody wants is reported once, by its name', async () => {
    const diagnostics: Diagnostic[] = []
    const receiver = new EventReceiver({ ...wechat.account, onDiagnostic: (each) => diagnostics.push(each) })
    const handler = createEventHandler(receiver, { user_del_card: () => {} })
    const text = wechat.xmlOf({ MsgType: 'text', Content: 'hello' })
    const strange = '<xml><Event><a>1</a></Event></xml>'
    for (const code of ['1', '1', '2']) {
      const message = wechat.getCardEvent(code)
      for (const each of [message, text, strange]) await deliver(handler, post(wechat.push(each, seconds())))
    }
    const type = 'event.unhandled'
    expect(diagnostics).toEqual([
      { type, event: 'user_get_card' },
      { type, event: 'text' },
      { type, event: 'unknown' },
    ])
    const invented = async (at: number): Promise<unknown> =>
      await deliver(handler, post(wechat.push(wechat.xmlOf({ Event: `e${at}` }), seconds())))
    for (let at = 0; at < 250; at++) await invented(at)
    expect(diagnostics).toHaveLength(200)
  })

  test('that somebody wants is not reported', async () => {
    const onDiagnostic = vi.fn()
    const receiver = new EventReceiver({ ...wechat.account, onDiagnostic })
    await deliver(createEventHandler(receiver, { user_get_card: () => {} }), eventRequest('1'))
    await deliver(createEventHandler(receiver, {}, { onUnhandled: () => {} }), eventRequest('2'))
    expect(onDiagnostic).not.toHaveBeenCalled()
  })

  test('that was handled before is confirmed and not handed over', async () => {
    const work = vi.fn()
    const handler = createEventHandler(receiverOf(), { user_get_card: work })
    for (let round = 0; round < 3; round++) expect(await deliver(handler, eventRequest('1'))).toEqual([200, 'success'])
    expect(work).toHaveBeenCalledTimes(1)
  })
})

describe('a function that fails', () => {
  const failing: Readonly<Record<string, () => void | Promise<void>>> = {
    rejects: async () => {
      throw new Error('database down')
    },
    throws: () => {
      throw new Error('database down')
    },
    'rejects with nothing': () => Promise.reject(undefined),
  }

  test.each(Object.entries(failing))(
    'and %s is answered so that WeChat sends the event again, which is new',
    async (_, fail) => {
      const errors: unknown[] = []
      let broken = true
      let calls = 0
      const handler = createEventHandler(
        receiverOf(),
        {
          user_get_card: () => {
            calls += 1
            return broken ? fail() : undefined
          },
        },
        { onError: (error, event) => void errors.push([error, event?.Event]) },
      )
      for (let round = 0; round < 2; round++) expect(await deliver(handler, eventRequest('1'))).toEqual([500, ''])
      broken = false
      for (let round = 0; round < 2; round++)
        expect(await deliver(handler, eventRequest('1'))).toEqual([200, 'success'])
      expect(calls).toBe(3)
      expect(errors).toHaveLength(2)
      expect(errors).toEqual(
        Array(2).fill([_ === 'rejects with nothing' ? undefined : new Error('database down'), 'user_get_card']),
      )
    },
  )

  test('may be onUnhandled, to the same effect: nothing is lost', async () => {
    const onUnhandled = (): never => {
      throw new Error('queue down')
    }
    const handler = createEventHandler(receiverOf(), {}, { onUnhandled })
    expect(await deliver(handler, eventRequest('1'))).toEqual([500, ''])
  })

  test('with an EventError of its own is no refusal', async () => {
    const user_get_card = (): never => {
      throw new EventError('ERR_EVENT_SIGNATURE', 'from another receiver')
    }
    const handler = createEventHandler(receiverOf(), { user_get_card })
    expect(await deliver(handler, eventRequest('1'))).toEqual([500, ''])
  })

  test('takes no hook down that fails as well', async () => {
    for (const onError of [
      () => Promise.reject(new Error('hook')),
      (): never => {
        throw new Error('hook')
      },
    ]) {
      const handler = createEventHandler(
        receiverOf(),
        { user_get_card: () => Promise.reject(new Error('x')) },
        { onError },
      )
      expect(await deliver(handler, eventRequest('1'))).toEqual([500, ''])
      expect(await deliver(handler, new Request(address({}), { method: 'POST', body: 'x' }))).toEqual([400, ''])
    }
  })
})

describe('a function that takes long', () => {
  const slow = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

  test('goes on after WeChat was answered in time', async () => {
    let done = false
    const handler = createEventHandler(receiverOf(), {
      user_get_card: async () => {
        await slow(60_000)
        done = true
      },
    })
    expect(await deliver(handler, eventRequest('1'))).toEqual([200, 'success'])
    expect(done).toBe(false)
    expect(await deliver(handler, eventRequest('1'))).toEqual([200, 'success']) // a duplicate by now
    await vi.advanceTimersByTimeAsync(60_000)
    expect(done).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('is handed to waitUntil, until it has ended', async () => {
    const works: Promise<void>[] = []
    const handler = createEventHandler(
      receiverOf(),
      { user_get_card: () => slow(10_000) },
      { waitUntil: (work) => works.push(work) },
    )
    await deliver(handler, eventRequest('1'))
    expect(works).toHaveLength(1)
    let ended = false
    works[0]?.then(() => {
      ended = true
    })
    await vi.advanceTimersByTimeAsync(5000)
    expect(ended).toBe(false)
    await vi.advanceTimersByTimeAsync(2000)
    expect(ended).toBe(true)
  })

  test('is not handed to waitUntil when it was done in time', async () => {
    const waitUntil = vi.fn()
    await deliver(
      createEventHandler(receiverOf(), { user_get_card: () => slow(100) }, { waitUntil }),
      eventRequest('1'),
    )
    expect(waitUntil).not.toHaveBeenCalled()
  })

  test('and then fails is reported, and a copy of the event is new', async () => {
    const errors: unknown[] = []
    let calls = 0
    const handler = createEventHandler(
      receiverOf(),
      {
        user_get_card: async () => {
          calls += 1
          await slow(10_000)
          throw new Error('too late')
        },
      },
      {
        onError: (error) => void errors.push(error),
        waitUntil: () => {
          throw new Error('no such platform')
        },
      },
    )
    expect(await deliver(handler, eventRequest('1'))).toEqual([200, 'success'])
    await vi.advanceTimersByTimeAsync(10_000)
    expect(errors).toEqual([new Error('too late')])
    await deliver(handler, eventRequest('1'))
    expect(calls).toBe(2)
  })
})

describe('two deliveries of one event at once', () => {
  const two = async (work: () => Promise<void>, store = memoryDedupe()): Promise<[number, string][]> => {
    const handlers = [receiverOf(store), receiverOf(store)].map((each) =>
      createEventHandler(each, { user_get_card: work }),
    )
    const answers = handlers.map((handler) => handler(eventRequest('1')))
    await vi.advanceTimersByTimeAsync(5000)
    return await Promise.all(answers.map(async (answer) => await outcome(await answer)))
  }
  const slow = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

  test('are handled once, in whatever process', async () => {
    const work = vi.fn(() => slow(1000))
    expect(await two(work)).toEqual([
      [200, 'success'],
      [200, 'success'],
    ])
    expect(work).toHaveBeenCalledTimes(1)
  })

  test('of which the first fails are handled by the second', async () => {
    const work = vi
      .fn(() => slow(1000))
      .mockImplementationOnce(() => slow(1000).then(() => Promise.reject(new Error('x'))))
    expect(await two(work)).toEqual([
      [500, ''],
      [200, 'success'],
    ])
    expect(work).toHaveBeenCalledTimes(2)
  })

  test('of which the first takes long are handled once', async () => {
    const work = vi.fn(() => slow(60_000))
    expect(await two(work)).toEqual([
      [200, 'success'],
      [200, 'success'],
    ])
    expect(work).toHaveBeenCalledTimes(1)
  })

  test('of which the other never ends, whoever it is: WeChat is asked to send the event again', async () => {
    const store = memoryDedupe()
    const taken: DedupeStore = { ...store, begin: async () => 'busy' }
    const work = vi.fn()
    const handler = createEventHandler(receiverOf(taken), { user_get_card: work })
    expect(await deliver(handler, eventRequest('1'))).toEqual([503, ''])
    expect(work).not.toHaveBeenCalled()
  })
})

describe('a process that dies', () => {
  test('in the middle of the work loses nothing: the resend is handled, though the store knows the event', async () => {
    const shared = memoryDedupe()
    let dead = false
    const never = new Promise<never>(() => {})
    const ofTheFirst: DedupeStore = {
      begin: async (key, leaseMs) => (dead ? await never : await shared.begin(key, leaseMs)),
      complete: async (key, ttlMs) => (dead ? await never : await shared.complete(key, ttlMs)),
      abandon: async (key) => (dead ? await never : await shared.abandon(key)),
    }
    const first = createEventHandler(receiverOf(ofTheFirst), { user_get_card: () => never })
    void first(eventRequest('1'))
    await vi.advanceTimersByTimeAsync(1)
    dead = true

    const work = vi.fn()
    const second = createEventHandler(receiverOf(shared), { user_get_card: work })
    expect(await deliver(second, eventRequest('1'))).toEqual([200, 'success'])
    expect(work).toHaveBeenCalledTimes(1)
    expect(await deliver(second, eventRequest('1'))).toEqual([200, 'success'])
    expect(work).toHaveBeenCalledTimes(1)
  })
})

describe('a store that fails', () => {
  const failing: Readonly<Record<string, () => Promise<never>>> = {
    rejects: () => Promise.reject(new Error('down')),
    throws: () => {
      throw new Error('down')
    },
    hangs: () => new Promise(() => {}),
  }

  test.each(Object.entries(failing))('and %s costs no event and no answer', async (_, fail) => {
    const work = vi.fn()
    const store = { begin: fail, complete: fail, abandon: fail }
    const handler = createEventHandler(receiverOf(store), { user_get_card: work })
    for (let round = 0; round < 2; round++) expect(await deliver(handler, eventRequest('1'))).toEqual([200, 'success'])
    expect(work).toHaveBeenCalledTimes(1) // this process remembers
  })

  test.each(Object.entries(failing))('and %s makes one call of many copies that arrive at once', async (_, fail) => {
    const work = vi.fn()
    const store = { begin: fail, complete: fail, abandon: fail }
    const handler = createEventHandler(receiverOf(store), { user_get_card: work })
    const copies = Array.from({ length: 20 }, () => deliver(handler, eventRequest('1')))
    expect(await Promise.all(copies)).toEqual(Array(20).fill([200, 'success']))
    expect(work).toHaveBeenCalledTimes(1)
  })
})

test('a failure of our own is no refusal, so that WeChat sends the event again', async () => {
  const clock = {
    now: (): never => {
      throw new Error('no clock')
    },
  }
  const onError = vi.fn()
  const handler = createEventHandler(new EventReceiver({ ...wechat.account, clock }), {}, { onError })
  expect(await deliver(handler, eventRequest('1'))).toEqual([500, ''])
  expect(onError).toHaveBeenCalledExactlyOnceWith(new Error('no clock'), undefined)
})

describe('what does not come from WeChat', () => {
  const good = () => wechat.push(wechat.getCardEvent('1'), seconds())

  test.each<[string, number, string, () => Request]>([
    [
      'a forgery',
      403,
      'ERR_EVENT_SIGNATURE',
      () => post({ ...good(), query: { ...good().query, msg_signature: '0'.repeat(40) } }),
    ],
    ['a replay', 403, 'ERR_EVENT_EXPIRED', () => post(wechat.push(wechat.getCardEvent('1'), seconds() - 90_000))],
    [
      'a message for another AppID',
      400,
      'ERR_EVENT_DECRYPT',
      () => post(wechat.push('<xml/>', seconds(), { ...wechat.account, appId: 'wx0' })),
    ],
    [
      'a message in clear',
      400,
      'ERR_EVENT_MALFORMED',
      () => post({ query: wechat.plainQuery(seconds()), body: '<xml/>' }),
    ],
    ['no query', 400, 'ERR_EVENT_MALFORMED', () => post({ query: {}, body: good().body })],
    ['no body', 400, 'ERR_EVENT_MALFORMED', () => post({ query: good().query, body: undefined })],
    ['an empty body', 400, 'ERR_EVENT_MALFORMED', () => post({ query: good().query, body: '' })],
  ])('is refused and reported, and handed to nobody: %s', async (_, status, code, request) => {
    const [onError, onUnhandled] = [vi.fn(), vi.fn()]
    const handler = createEventHandler(receiverOf(), {}, { onError, onUnhandled })
    expect(await deliver(handler, request())).toEqual([status, ''])
    expect(onUnhandled).not.toHaveBeenCalled()
    expect(onError).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ name: 'EventError', code }), undefined)
  })

  test.each([['PUT'], ['DELETE'], ['HEAD'], ['OPTIONS']])('by %s is no message at all', async (method) => {
    const response = await createEventHandler(receiverOf(), {})(new Request(address(good().query), { method }))
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('GET, POST')
  })
})

describe('a body', () => {
  const { query } = wechat.push('<xml/>', NOW / 1000)

  /** A body that comes in parts, and says when it was given up. */
  const parts = (next: () => Promise<unknown>): { body: ReadableStream; cancelled: () => boolean } => {
    let cancelled = false
    const body = new ReadableStream({
      async pull(controller) {
        const part = await next()
        if (part === undefined) controller.close()
        else controller.enqueue(part)
      },
      cancel() {
        cancelled = true
      },
    })
    return { body, cancelled: () => cancelled }
  }

  const refused = async (body: RequestInit['body']): Promise<[number, string, string]> => {
    const errors: Error[] = []
    const handler = createEventHandler(receiverOf(), {}, { onError: (error) => void errors.push(error as Error) })
    return [...(await deliver(handler, post({ query, body }))), errors[0]?.message ?? '']
  }

  test('may come in parts', async () => {
    const { query: ofEvent, body } = wechat.push(wechat.getCardEvent('微信'), seconds())
    const bytes = [...Buffer.from(body)].map((byte) => Uint8Array.of(byte))
    const work = vi.fn()
    const handler = createEventHandler(receiverOf(), { user_get_card: work })
    const request = post({ query: ofEvent, body: parts(async () => bytes.shift()).body })
    expect(await deliver(handler, request)).toEqual([200, 'success'])
    expect(work).toHaveBeenCalledTimes(1)
  })

  test('without an end is given up at 256 KiB', async () => {
    let read = 0
    const endless = parts(async () => {
      read += 10_000
      return new Uint8Array(10_000)
    })
    expect(await refused(endless.body)).toEqual([400, '', expect.stringContaining('larger than 262144 bytes')])
    expect(endless.cancelled()).toBe(true)
    expect(read).toBeLessThan(300_000)
  })

  test('that does not go on is given up before WeChat gives up', async () => {
    const stalled = parts(() => new Promise(() => {}))
    expect(await refused(stalled.body)).toEqual([400, '', expect.stringContaining('did not arrive in time')])
    expect(stalled.cancelled()).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('that does not go on is given up after 4.5 seconds, however long the process has been running', async () => {
    await vi.advanceTimersByTimeAsync(3_600_000)
    const stalled = parts(() => new Promise(() => {}))
    let status: number | undefined
    const request = post({ query: wechat.push('<xml/>', seconds()).query, body: stalled.body })
    void createEventHandler(
      receiverOf(),
      {},
    )(request).then((response) => {
      status = response.status
    })
    await vi.advanceTimersByTimeAsync(4499)
    expect(status).toBeUndefined()
    await vi.advanceTimersByTimeAsync(2)
    expect(status).toBe(400)
  })

  test('that takes long to arrive leaves less time for the work, and is taken', async () => {
    const message = wechat.push(wechat.getCardEvent('1'), seconds())
    const pieces = [Buffer.from(message.body)]
    const body = parts(async () => {
      await new Promise((resolve) => setTimeout(resolve, 1500))
      return pieces.shift()
    }).body
    const work = vi.fn(() => new Promise<void>((resolve) => setTimeout(resolve, 60_000)))
    const handler = createEventHandler(receiverOf(), { user_get_card: work })
    const startedAt = Date.now()
    expect(await deliver(handler, post({ ...message, body }))).toEqual([200, 'success'])
    expect(work).toHaveBeenCalledTimes(1)
    expect(Date.now() - startedAt).toBeLessThanOrEqual(4550)
  })

  test('that says itself that it is longer than 256 KiB is not read', async () => {
    let pulls = 0
    const body = parts(async () => {
      pulls += 1
      return new Uint8Array(1000)
    }).body
    const request = post({ query, body })
    request.headers.set('content-length', '262145')
    expect(await deliver(createEventHandler(receiverOf(), {}), request)).toEqual([400, ''])
    expect(pulls).toBeLessThanOrEqual(1) // a stream makes its first part unasked
    const full = eventRequest('1')
    full.headers.set('content-length', '262144')
    expect(await deliver(createEventHandler(receiverOf(), {}), full)).toEqual([200, 'success'])
  })

  test('that drips is given up before WeChat gives up', async () => {
    const dripping = parts(async () => {
      await new Promise((resolve) => setTimeout(resolve, 900))
      return Uint8Array.of(32)
    })
    expect(await refused(dripping.body)).toEqual([400, '', expect.stringContaining('did not arrive in time')])
  })

  test('that breaks off is refused', async () => {
    const broken = parts(() => Promise.reject(new Error('ECONNRESET')))
    expect(await refused(broken.body)).toEqual([400, '', expect.stringContaining('broke off')])
  })

  test('that is not made of bytes is refused', async () => {
    const strings = parts(async () => 'text')
    expect(await refused(strings.body)).toEqual([400, '', expect.stringContaining('does not consist of bytes')])
  })

  test('that somebody else has read is refused, and the reason given', async () => {
    const errors: Error[] = []
    const handler = createEventHandler(receiverOf(), {}, { onError: (error) => void errors.push(error as Error) })
    const request = eventRequest('1')
    await request.text()
    expect(await deliver(handler, request)).toEqual([400, ''])
    expect(errors[0]?.message).toMatch(/read by somebody else/)
  })
})

describe('the question whether the address is ours', () => {
  const ask = async (query: wechat.Query): Promise<Response> =>
    await createEventHandler(receiverOf(), {})(new Request(address(query)))

  test('is answered with the echostr, as plain text', async () => {
    const response = await ask({ ...wechat.plainQuery(seconds()), echostr: '4375120948345356249' })
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(await outcome(response)).toEqual([200, '4375120948345356249'])
  })

  test.each<[string, number, () => wechat.Query]>([
    ['a forgery', 403, () => ({ ...wechat.plainQuery(seconds()), signature: '0'.repeat(40), echostr: '1' })],
    ['an old one', 403, () => ({ ...wechat.plainQuery(seconds() - 90_000), echostr: '1' })],
    ['markup', 400, () => ({ ...wechat.plainQuery(seconds()), echostr: '<b>' })],
    ['a visit by a browser', 400, () => ({})],
  ])('is not answered to %s', async (_, status, query) => {
    expect(await outcome(await ask(query()))).toEqual([status, ''])
  })
})

describe('arguments', () => {
  test('a name that no event has is found out, with everything else', () => {
    const handlers = { user_got_card: () => {}, user_get_card: 'no function', ['__proto__']: () => {} }
    const make = () => createEventHandler({} as never, handlers as never, { onEror: () => {}, onError: 7 } as never)
    expect(make).toThrow(InputError)
    expect(make).toThrow(
      /receiver must be an EventReceiver.*user_got_card must.*onUnhandled.*user_get_card must be a function.*__proto__ must.*options.onError must.*options.onEror must/,
    )
  })

  test.each(['onError', 'onUnhandled', 'waitUntil', 'onerror'])('%s among the handlers is shown its place', (name) => {
    const make = () => createEventHandler(receiverOf(), { [name]: () => {} } as never)
    expect(make).toThrow(InputError)
    const right = name === 'onerror' ? 'onError' : name
    expect(make).toThrow(`createEventHandler(receiver, handlers, { ${right} })`)
  })

  test('an event among the options is shown its place', () => {
    const make = () => createEventHandler(receiverOf(), {}, { user_get_card: () => {} } as never)
    expect(make).toThrow(/options.user_get_card must be left out: it is an event and belongs into the second argument/)
  })

  test('another problem of an option is told as it is', () => {
    const make = () => createEventHandler(receiverOf(), {}, { onError: 7, waitUntil: 'no' } as never)
    expect(make).toThrow(/options\.onError must be a function.*options\.waitUntil must be a function/)
    expect(make).not.toThrow(/it is an event/)
  })

  test('a misspelt event is given the name that was meant', () => {
    const make = () => createEventHandler(receiverOf(), { userGetCard: () => {} } as never)
    expect(make).toThrow(/did you mean user_get_card\?/)
    const other = () => createEventHandler(receiverOf(), { subscribe: () => {} } as never)
    expect(other).toThrow(/there is no such event about cards\. Take it with onUnhandled/)
  })

  test.each([[undefined], [null], [[]], [() => {}]])('%o is no set of functions', (handlers) => {
    const make = () => createEventHandler(receiverOf(), handlers as never)
    expect(make).toThrow(InputError)
    expect(make).toThrow(/handlers must be an object/)
  })
})

describe('a handler that was not wrapped with toNodeHandler', () => {
  /** Calls the handler as a framework does, and finds out what it was told. */
  async function called(...given: readonly unknown[]): Promise<{ answer: [number, string]; told: string }> {
    const onError = vi.fn()
    const handler = createEventHandler(receiverOf(), {}, { onError })
    const response = await (handler as unknown as (...all: readonly unknown[]) => Promise<Response>)(...given)
    expect(onError).toHaveBeenCalledExactlyOnceWith(expect.any(InputError))
    return { answer: await outcome(response), told: onError.mock.calls[0]?.[0].message }
  }

  const message = { url: '/wechat', method: 'POST', headers: { host: 'x' } }

  test.each<[string, readonly unknown[]]>([
    ['node:http', [message, {}]],
    ['nothing', []],
    ['text', ['https://example.com']],
    ['a part of a Request', [{ method: 'POST', headers: new Headers() }]],
    ['a context of Hono', [{ req: { raw: eventRequest('1') } }]],
  ])('says so: called with what is of %s', async (_, given) => {
    const { answer, told } = await called(...given)
    expect(told).toMatch(/toNodeHandler\(handler\)/)
    expect(answer).toEqual([500, told])
  })

  test('answers through node:http, or the request would hang', async () => {
    const reply = { headersSent: false, writeHead: vi.fn(() => reply), end: vi.fn() }
    const { told } = await called(message, reply)
    expect(reply.writeHead).toHaveBeenCalledExactlyOnceWith(500, expect.anything())
    expect(reply.end).toHaveBeenCalledExactlyOnceWith(told)
    await called(message, { ...reply, headersSent: true })
    expect(reply.end).toHaveBeenCalledTimes(1)
  })

  test('answers through Koa and Fastify', async () => {
    const context = { url: '/wechat', headers: {}, res: {}, status: 404, body: undefined }
    const { told } = await called(context, () => {})
    expect(context).toMatchObject({ status: 500, body: told })
    const alone = { ...context, status: 404, body: undefined }
    await called(alone) // by a function that hands the context on without `next`
    expect(alone).toMatchObject({ status: 500, body: told })
    const code = vi.fn()
    await called(message, { raw: {}, code })
    expect(code).toHaveBeenCalledExactlyOnceWith(500)
  })

  test('warns where nobody listens for errors', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    await createEventHandler(receiverOf(), {})(message as never)
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('toNodeHandler(handler)'))
    warn.mockRestore()
  })
})
