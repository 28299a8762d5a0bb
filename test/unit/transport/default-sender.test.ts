import { setupServer } from 'msw/node'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { defaultSender } from '../../../src/transport/default-sender.js'
import { addressOf, type HttpSender } from '../../../src/transport/http.js'

const DISPATCHER = Symbol.for('undici.globalDispatcher.1')
const DISPATCHER_2 = Symbol.for('undici.globalDispatcher.2')
const scope = globalThis as { [DISPATCHER]?: unknown; [DISPATCHER_2]?: unknown }
const dispatchersBefore = [scope[DISPATCHER], scope[DISPATCHER_2]]

const PROXIES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy']
for (const name of PROXIES) delete process.env[name]

afterEach(() => {
  vi.unstubAllGlobals()
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  ;[scope[DISPATCHER], scope[DISPATCHER_2]] = dispatchersBefore
})

/** The sender that asks whatever is the global fetch, told from Node's own client by what it asks. */
async function overGlobalFetch(): Promise<{ sender: HttpSender; asked: number }> {
  const replacement = vi.fn(async () => new Response('{}'))
  vi.stubGlobal('fetch', replacement)
  const sender = defaultSender()
  const request = { address: addressOf('http://127.0.0.1:9'), method: 'GET', target: '/' } as const
  await sender.sendOnce(request, { timeoutMs: 5000, maxBytes: 100 }).catch(() => {})
  vi.unstubAllGlobals()
  return { sender, asked: replacement.mock.calls.length }
}

const OVER_FETCH = await overGlobalFetch()

/** Of all tests together: the time of a process never goes back. */
let ahead = 0

const isNodes = (): boolean => defaultSender() !== OVER_FETCH.sender

describe('without a fetch of the caller', () => {
  test("Node's own client sends, one for all", () => {
    expect(isNodes()).toBe(true)
    expect(OVER_FETCH.asked).toBe(1)
    expect(defaultSender()).toMatchObject({ sendOnce: expect.any(Function) })
    expect(defaultSender()).toBe(defaultSender())
  })

  test('a global fetch that somebody replaced sends, as long as it is there', () => {
    vi.stubGlobal('fetch', async () => new Response())
    expect(isNodes()).toBe(false)
    vi.unstubAllGlobals()
    expect(isNodes()).toBe(true)
  })

  test('so does one that is bound or wrapped', () => {
    const original = globalThis.fetch
    vi.stubGlobal('fetch', original.bind(globalThis))
    expect(isNodes()).toBe(false)
    vi.stubGlobal('fetch', new Proxy(original, {}))
    expect(isNodes()).toBe(false)
  })

  test('and that of msw, while it listens', () => {
    const server = setupServer()
    server.listen()
    expect(isNodes()).toBe(false)
    server.close()
    expect(isNodes()).toBe(true)
  })

  test('where there is no global fetch, nothing is missing', () => {
    vi.stubGlobal('fetch', undefined)
    expect(isNodes()).toBe(true)
  })

  test.each(['ProxyAgent', 'EnvHttpProxyAgent', 'MockAgent', 'Dispatcher1Wrapper'])(
    "undici's global dispatcher, when it is a %s, is respected",
    (name) => {
      const Named = { [name]: class {} }[name] as new () => object // named after its key
      for (const version of [DISPATCHER, DISPATCHER_2] as const) {
        scope[DISPATCHER] = undefined
        scope[DISPATCHER_2] = undefined
        scope[version] = new Named()
        expect(isNodes()).toBe(false)
      }
    },
  )

  test('so is one that interceptors were added to, which goes by the name of the first', () => {
    class Agent {}
    scope[DISPATCHER] = new Proxy(new Agent(), {})
    expect(isNodes()).toBe(false)
  })

  test('the wrapper that undici 8 puts beside its own dispatcher changes nothing', () => {
    class Agent {}
    class Dispatcher1Wrapper {}
    scope[DISPATCHER] = new Dispatcher1Wrapper()
    scope[DISPATCHER_2] = new Agent()
    expect(isNodes()).toBe(true)
    class ProxyAgent {}
    scope[DISPATCHER_2] = new ProxyAgent()
    expect(isNodes()).toBe(false)
  })

  test("undici's own dispatcher, which the first use of the global fetch installs, changes nothing", async () => {
    await fetch('http://127.0.0.1:9/').catch(() => {})
    expect(scope[DISPATCHER]).toBeDefined()
    expect(isNodes()).toBe(true)
  })

  test('a look at the environment holds for a tenth of a second', () => {
    const at = performance.now() + 1000
    const now = vi.spyOn(performance, 'now').mockReturnValue(at)
    expect(isNodes()).toBe(true)
    vi.stubEnv('HTTPS_PROXY', 'http://10.0.0.8:3128')
    now.mockReturnValue(at + 99)
    expect(isNodes()).toBe(true)
    now.mockReturnValue(at + 100)
    expect(isNodes()).toBe(false)
    ahead = 2000
  })

  test.each(PROXIES)('a proxy in %s is left to the global fetch, before a tenth of a second has passed', (name) => {
    const real = performance.now.bind(performance)
    vi.spyOn(performance, 'now').mockImplementation(() => real() + ahead)
    expect(isNodes()).toBe(true)
    vi.stubEnv(name, 'http://10.0.0.8:3128')
    ahead += 100
    expect(isNodes()).toBe(false)
    vi.stubEnv(name, '')
    ahead += 100
    expect(isNodes()).toBe(true)
  })
})
