import { setupServer } from 'msw/node'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { defaultFetch } from '../../../src/transport/default-fetch.js'
import { exchangeOf } from '../../../src/transport/fetch-like.js'

const DISPATCHER = Symbol.for('undici.globalDispatcher.1')
const scope = globalThis as { [DISPATCHER]?: unknown }
const dispatcherBefore = scope[DISPATCHER]

const PROXIES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy']
for (const name of PROXIES) delete process.env[name]

afterEach(() => {
  vi.unstubAllGlobals()
  vi.unstubAllEnvs()
  scope[DISPATCHER] = dispatcherBefore
})

/** Node's own client is recognised by what only it can do. */
const isNodes = (): boolean => exchangeOf(defaultFetch()) !== undefined

describe('without a fetch of the caller', () => {
  test("Node's own client sends, one for all", () => {
    expect(isNodes()).toBe(true)
    expect(defaultFetch()).toBe(defaultFetch())
  })

  test('a global fetch that somebody replaced sends, as long as it is there', () => {
    const replacement = async () => new Response()
    vi.stubGlobal('fetch', replacement)
    expect(defaultFetch()).toBe(replacement)
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
    expect(defaultFetch()).toBe(globalThis.fetch)
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
      scope[DISPATCHER] = new Named()
      expect(defaultFetch()).toBe(globalThis.fetch)
    },
  )

  test('so is one that interceptors were added to, which goes by the name of the first', () => {
    class Agent {}
    scope[DISPATCHER] = new Proxy(new Agent(), {})
    expect(defaultFetch()).toBe(globalThis.fetch)
  })

  test("undici's own dispatcher, which the first use of the global fetch installs, changes nothing", async () => {
    await fetch('http://127.0.0.1:9/').catch(() => {})
    expect(scope[DISPATCHER]).toBeDefined()
    expect(isNodes()).toBe(true)
  })

  test.each(PROXIES)('a proxy in %s is left to the global fetch', (name) => {
    vi.stubEnv(name, 'http://10.0.0.8:3128')
    expect(defaultFetch()).toBe(globalThis.fetch)
    vi.stubEnv(name, '')
    expect(isNodes()).toBe(true)
  })
})
