import { getEventListeners, once } from 'node:events'
import http, { type RequestListener } from 'node:http'
import https from 'node:https'
import {
  type AddressInfo,
  connect,
  createServer as createTcpServer,
  type Server,
  type Socket,
  type TcpSocketConnectOpts,
} from 'node:net'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { HttpResponse, http as mock } from 'msw'
import { setupServer } from 'msw/node'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { InputError } from '../../../src/errors.js'
import type { FetchLike } from '../../../src/transport/fetch-like.js'
import { addressOf, SendError } from '../../../src/transport/http.js'
import { nodeSender } from '../../../src/transport/node-client.js'
import { type NodeFetchOptions, nodeFetch } from '../../../src/transport/node-fetch.js'
import { leaks } from '../../support/canary.js'
import { selfSigned } from '../../support/certificate.js'
import { startRawServer } from '../../support/raw-server.js'
import { sendOnce } from '../../support/send-once.js'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
  vi.restoreAllMocks()
})

/** Starts a server for one test, and tells its address and its connections. */
async function listening(server: Server): Promise<{ url: string; sockets: Socket[] }> {
  const sockets: Socket[] = []
  server.on('connection', (socket: Socket) => sockets.push(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanups.push(async () => {
    const closed = once(server, 'close')
    server.close()
    for (const socket of sockets) socket.destroy()
    await closed
  })
  const { port } = server.address() as AddressInfo // it listens on a port, not on a pipe
  return { url: `http${server instanceof https.Server ? 's' : ''}://127.0.0.1:${port}/path?query=1`, sockets }
}

const serving = (listener: RequestListener) => listening(http.createServer(listener))

/** Serves exactly these bytes. */
async function raw(answer: Parameters<typeof startRawServer>[0]) {
  const server = await startRawServer(answer)
  cleanups.push(() => server.close())
  return server
}

/** A fetch of the test's own, whose connections end with it. */
function make(options?: NodeFetchOptions) {
  const fetch = nodeFetch(options)
  cleanups.push(() => fetch.closeIdleConnections())
  return fetch
}

const init = (more: Partial<Parameters<FetchLike>[1]> = {}): Parameters<FetchLike>[1] => ({
  method: 'GET',
  headers: new Headers(),
  redirect: 'manual',
  signal: new AbortController().signal,
  ...more,
})

const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.unreachable('it must fail'),
    (error: unknown) => error,
  )

/** How the client's transport judges a failure. */
async function failure(url: string, fetch: FetchLike, more: object = {}): Promise<SendError> {
  const settings = { url, fetch, method: 'POST', body: '{}', timeoutMs: 10_000, maxBytes: 1000, ...more } as const
  const error = await rejection(sendOnce(settings))
  expect(error).toBeInstanceOf(SendError)
  return error as SendError // just checked
}

describe('what is sent', () => {
  test.each([
    ['text', '{"code":"零"}'],
    ['bytes', Uint8Array.from([0, 255, 13, 10])],
  ])('method, path with query, headers and the length of %s', async (_, body) => {
    let arrived: http.IncomingMessage | undefined
    let bytes = Buffer.alloc(0)
    const { url } = await serving((request, response) => {
      arrived = request
      request.on('data', (chunk) => {
        bytes = Buffer.concat([bytes, chunk])
      })
      request.on('end', () => response.end())
    })
    await make()(url, init({ method: 'POST', headers: new Headers({ 'content-type': 'text/x' }), body }))
    expect(arrived).toMatchObject({ method: 'POST', url: '/path?query=1', httpVersion: '1.1' })
    expect(arrived?.headers).toMatchObject({
      host: new URL(url).host,
      'content-type': 'text/x',
      'content-length': String(Buffer.byteLength(body)),
      connection: 'keep-alive',
    })
    expect(bytes).toEqual(Buffer.from(body as string))
  })

  test('a GET has neither a body nor a word about one', async () => {
    const server = await raw('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')
    await make()(server.url, init())
    expect(server.received[0]).toMatch(/^GET \/ HTTP\/1\.1\r\n[\s\S]*\r\n\r\n$/)
    expect(server.received[0]).not.toMatch(/content-|transfer-/i)
  })

  test('headers of the caller come before those that are sent anyway', async () => {
    const seen: http.IncomingHttpHeaders[] = []
    const { url } = await serving((request, response) => {
      seen.push(request.headers)
      response.end()
    })
    const fetch = make()
    await fetch(url, init())
    await fetch(url, init({ headers: new Headers({ Accept: 'text/x', 'User-Agent': 'me', 'Accept-Encoding': 'br' }) }))
    expect(seen[0]).toMatchObject({ accept: '*/*', 'user-agent': 'node', 'accept-encoding': 'gzip, deflate, br' })
    await sendOnce({ url, fetch, method: 'GET', timeoutMs: 10_000, maxBytes: 1000 })
    expect(seen[2]).toMatchObject({ accept: '*/*', 'user-agent': 'node', 'accept-encoding': 'gzip, deflate, br' })
    expect(seen[1]).toMatchObject({ accept: 'text/x', 'user-agent': 'me', 'accept-encoding': 'br' })
  })

  test.each(['ftp://127.0.0.1/', 'no address', ''])('%j is refused without a connection', async (url) => {
    expect(await rejection(make()(url, init()))).toBeInstanceOf(TypeError)
  })
})

describe('what arrives', () => {
  test('is a web Response with status, text, headers and body', async () => {
    const { url } = await serving((_, response) => {
      response.writeHead(418, 'I am a teapot', [
        ['Content-Type', 'application/json'],
        ['Set-Cookie', 'a=1'],
        ['Set-Cookie', 'b=2'],
        ['X-Twice', 'one'],
        ['X-Twice', 'two'],
      ])
      response.end('{"errcode":0}')
    })
    const response = await make()(url, init())
    expect(response).toBeInstanceOf(Response)
    expect({ status: response.status, statusText: response.statusText, ok: response.ok }).toEqual({
      status: 418,
      statusText: 'I am a teapot',
      ok: false,
    })
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(response.headers.get('x-twice')).toBe('one, two')
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    expect(await response.clone().text()).toBe('{"errcode":0}')
    expect(await response.json()).toEqual({ errcode: 0 })
    expect(response.bodyUsed).toBe(true)
  })

  test('Retry-After reaches the transport', async () => {
    const { url } = await serving((_, response) => response.writeHead(503, { 'Retry-After': '7' }).end('busy'))
    const answer = await sendOnce({ url, fetch: make(), method: 'GET', timeoutMs: 10_000, maxBytes: 1000 })
    expect({ ...answer, bytes: Buffer.from(answer.bytes).toString() }).toEqual({
      status: 503,
      retryAfter: '7',
      bytes: 'busy',
    })
  })

  test.each([204, 205, 304])('HTTP %i has no body, and its connection is used again', async (status) => {
    const { url, sockets } = await serving((_, response) => response.writeHead(status).end())
    const fetch = make()
    for (let call = 0; call < 2; call++) {
      const response = await fetch(url, init())
      expect([response.status, response.body]).toEqual([status, null])
      await vi.waitFor(() => expect(sockets[0]?.bytesWritten).toBeGreaterThan(0))
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(sockets).toHaveLength(1)
  })

  test('an answer to HEAD has none either', async () => {
    const { url } = await serving((_, response) => response.writeHead(200, { 'content-length': '5' }).end())
    const response = await make()(url, init({ method: 'HEAD' }))
    expect([response.headers.get('content-length'), await response.text()]).toEqual(['5', ''])
  })

  test('informational answers are passed over', async () => {
    const informed = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'
    const { url } = await raw(`${informed}HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\nok`)
    const response = await make()(url, init())
    expect([response.status, await response.text()]).toEqual([201, 'ok'])
  })

  test('a redirect is an answer, and nobody goes there', async () => {
    const there = await serving((_, response) => response.end())
    const { url } = await serving((_, response) => response.writeHead(307, { location: there.url }).end('moved'))
    const response = await make()(url, init({ method: 'POST', body: '{}' }))
    expect([response.status, response.headers.get('location'), await response.text()]).toEqual([
      307,
      there.url,
      'moved',
    ])
    expect(there.sockets).toEqual([])
  })

  test('a body that ends with its connection is whole', async () => {
    const { url } = await raw((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nup to the end'))
    expect(await (await make()(url, init())).text()).toBe('up to the end')
  })

  test('a body is not taken in faster than it is read', async () => {
    let sent = 0
    const piece = Buffer.alloc(64 * 1024)
    const { url } = await serving((_, response) => {
      const more = (): void => {
        while (response.write(piece)) sent += piece.length
        sent += piece.length
        response.once('drain', more)
      }
      more()
    })
    const response = await make()(url, init())
    await vi.waitFor(async () => {
      const before = sent
      await new Promise((resolve) => setTimeout(resolve, 100))
      expect(sent).toBe(before) // it has come to a standstill
    })
    const stoodAt = sent
    const reader = response.body?.getReader()
    for (let read = 0; read < 8 * 1024 * 1024; ) read += (await reader?.read())?.value?.length ?? 0
    expect(sent).toBeGreaterThan(stoodAt)
    await reader?.cancel()
  })
})

describe('content codings', () => {
  const text = JSON.stringify({ card_list: Array.from({ length: 5000 }, (_, index) => `card ${index}`) })

  test.each([
    ['gzip', gzipSync(text)],
    ['x-gzip', gzipSync(text)],
    ['GZIP', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['deflate', deflateRawSync(text)], // without the frame, as some servers send it
    ['br', brotliCompressSync(text)],
  ])('%s is undone', async (coding, body) => {
    const { url } = await serving((_, response) => response.writeHead(200, { 'content-encoding': coding }).end(body))
    const fetch = make()
    expect(await (await fetch(url, init())).text()).toBe(text)
    const { bytes } = await sendOnce({ url, fetch, method: 'GET', timeoutMs: 10_000, maxBytes: 1e6 })
    expect(Buffer.from(bytes).toString()).toBe(text)
  })

  test.each(['gzip', 'deflate', 'br'])(
    'an error without a page is one, although it claims to be %s',
    async (coding) => {
      for (const status of [200, 403, 502]) {
        const { url } = await serving((_, response) => response.writeHead(status, { 'content-encoding': coding }).end())
        const fetch = make()
        expect(await (await fetch(url, init())).text()).toBe('')
        const sent = { url, fetch, method: 'GET', timeoutMs: 10_000, maxBytes: 1000 } as const
        expect(await sendOnce(sent)).toMatchObject({ status, bytes: { length: 0 } })
      }
    },
  )

  test('what goes on for ever after the end of a coding is no answer, and its connection is closed', async () => {
    const { url, sockets } = await serving((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' })
      response.write(gzipSync('{"errcode":0}'))
      const goOn = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(16 * 1024)));
      }
      response.on('drain', goOn)
      goOn()
    })
    const fetch = make()
    expect(await failure(url, fetch, { maxBytes: 1e6 })).toMatchObject({ code: 'ERR_NETWORK', status: 200 })
    await expect((await fetch(url, init())).text()).rejects.toBeInstanceOf(Error)
    await vi.waitFor(() => expect(sockets.map((socket) => socket.destroyed)).toEqual([true, true]))
  })

  test('an answer has ended when its message has, not when its coding has', async () => {
    let end = (): void => {}
    const { url } = await serving((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' })
      response.write(gzipSync('{"errcode":0}'))
      end = () => response.end()
    })
    const fetch = make()
    const late = await failure(url, fetch, { timeoutMs: 100 })
    expect(late).toMatchObject({ code: 'ERR_TIMEOUT', status: 200 })
    const running = sendOnce({ url, fetch, method: 'GET', timeoutMs: 10_000, maxBytes: 1000 })
    const before = end
    await vi.waitFor(() => expect(end).not.toBe(before))
    end()
    expect(Buffer.from((await running).bytes).toString()).toBe('{"errcode":0}')
  })

  test.each([
    ['with its frame', deflateSync(text)],
    ['without', deflateRawSync(text)],
  ])('deflate %s is told by its first byte alone, where no more has come', async (_, body) => {
    const { url } = await serving((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'deflate' })
      response.write(body.subarray(0, 1), () => setTimeout(() => response.end(body.subarray(1)), 20))
    })
    const fetch = make()
    expect(await (await fetch(url, init())).text()).toBe(text)
  })

  test('a line break that follows the end of a coding does no harm', async () => {
    const { url } = await serving((_, response) => {
      response.writeHead(200, { 'content-encoding': 'deflate' })
      response.write(deflateSync('{"errcode":0}'), () => setTimeout(() => response.end('\r\n'), 20))
    })
    const fetch = make()
    expect(await (await fetch(url, init())).text()).toBe('{"errcode":0}')
  })

  test('an unknown one is left to the reader', async () => {
    const { url } = await serving((_, response) => response.writeHead(200, { 'content-encoding': 'zstd' }).end('as is'))
    expect(await (await make()(url, init())).text()).toBe('as is')
  })

  test.each([
    ['cut off', gzipSync(text).subarray(0, 500)],
    ['something else', Buffer.from('{"errcode":0}')],
  ])('a body that is %s breaks off', async (_, body) => {
    const { url } = await serving((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(body),
    )
    const fetch = make()
    await rejection((await fetch(url, init())).text())
    expect(await failure(url, fetch, { maxBytes: 1e6 })).toMatchObject({ code: 'ERR_NETWORK', status: 200 })
  })

  test('the limit counts what comes out, and inflating stops there', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024))
    const { url, sockets } = await serving((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' })
      response.write(bomb) // and no end
    })
    const before = process.memoryUsage()
    const refused = await failure(url, make(), { maxBytes: 100_000 })
    expect(refused).toMatchObject({ code: 'ERR_RESPONSE', status: 200 })
    const after = process.memoryUsage()
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(16 * 1024 * 1024)
    await vi.waitFor(() => expect(sockets.map((socket) => socket.destroyed)).toEqual([true]))
  })

  test('a body that is cancelled is inflated no further', async () => {
    const { url, sockets } = await serving((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' })
      response.write(gzipSync(Buffer.alloc(1024 * 1024))) // and no end
    })
    const reader = (await make()(url, init())).body?.getReader()
    expect((await reader?.read())?.value?.length).toBeGreaterThan(0)
    await reader?.cancel()
    await vi.waitFor(() => expect(sockets.map((socket) => socket.destroyed)).toEqual([true]))
  })
})

describe('failures before anything was sent', () => {
  test('nobody listens', async () => {
    const { url } = await serving(() => {})
    await (cleanups.pop() as () => Promise<void>)() // the server is gone, its port is free
    const refused = await failure(url, make())
    expect(refused).toMatchObject({ code: 'ERR_NETWORK', notSent: true, causeCode: 'ECONNREFUSED' })
  })

  test('there is no such host', async () => {
    const lookup: http.AgentOptions['lookup'] = (host, _, answer) =>
      answer(
        Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND', syscall: 'getaddrinfo' }),
        '',
      )
    const unknown = await failure('http://host.invalid/', make({ agent: new http.Agent({ lookup }) }))
    expect(unknown).toMatchObject({ code: 'ERR_NETWORK', notSent: true, causeCode: 'ENOTFOUND' })
  })

  test('the certificate is not trusted', async () => {
    const requests = vi.fn()
    const { url } = await listening(https.createServer(selfSigned(), requests))
    const refused = await failure(url, make())
    expect(refused).toMatchObject({ notSent: true, causeCode: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
    expect(requests).not.toHaveBeenCalled()
  })

  test('a web fetch of it names the system call: that of connecting, or one of a connection in use', async () => {
    const { url } = await raw((socket) => socket.resetAndDestroy())
    const fetch = make()
    const reset = (await rejection(fetch(url, init()))) as Error
    expect(reset.cause).toMatchObject({ code: 'ECONNRESET', syscall: 'read' })
    await (cleanups.shift() as () => Promise<void>)() // the server is gone, its port is free
    const refused = (await rejection(fetch(url, init()))) as Error
    expect(refused.cause).toMatchObject({ code: 'ECONNREFUSED', syscall: 'connect' })
  })

  test('a target that cannot be sent', async () => {
    const { url, connections } = await raw('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')
    const sender = nodeSender()
    const limits = { timeoutMs: 10_000, maxBytes: 1000 }
    const address = addressOf(url)
    const unsent = await rejection(sender.sendOnce({ address, method: 'GET', target: '/a b' }, limits))
    expect(unsent).toMatchObject({ code: 'ERR_NETWORK', notSent: true, causeCode: 'ERR_UNESCAPED_CHARACTERS' })
    expect(connections).toEqual([])
  })

  test('the other side does not speak TLS', async () => {
    const { url } = await raw('HTTP/1.1 400 Bad Request\r\n\r\n')
    expect(await failure(url.replace('http:', 'https:'), make())).toMatchObject({ notSent: true })
  })

  test.each(['resets', 'ends'])('the other side %s the connection during the handshake', async (how) => {
    const { url } = await listening(
      createTcpServer((socket) => {
        socket.on('error', () => {})
        socket.once('data', () => (how === 'resets' ? socket.resetAndDestroy() : socket.end()))
      }),
    )
    const broken = await failure(url.replace('http:', 'https:'), make())
    expect(broken).toMatchObject({ code: 'ERR_NETWORK', notSent: true, causeCode: 'ECONNRESET' })
  })

  test("the caller's agent finds no way", async () => {
    class NoWay extends http.Agent {
      override createConnection(_: object, callback?: (error: Error | null, socket: never) => void): undefined {
        callback?.(Object.assign(new Error('proxy says no'), { code: 'EPROXY' }), undefined as never)
      }
    }
    const broken = await failure('http://127.0.0.1/', make({ agent: new NoWay() as http.Agent }))
    expect(broken).toMatchObject({ notSent: true, causeCode: 'EPROXY' })
  })
})

describe('failures after it may have been sent', () => {
  test.each(['http', 'https'])('a reset instead of an answer over %s', async (scheme) => {
    const certificate = selfSigned()
    const reset: RequestListener = (request) => request.socket.destroy()
    const server = scheme === 'http' ? http.createServer(reset) : https.createServer(certificate, reset)
    const { url } = await listening(server)
    const agent = scheme === 'http' ? new http.Agent() : new https.Agent({ ca: certificate.cert })
    expect(await failure(url, make({ agent }))).toMatchObject({ notSent: false, causeCode: 'ECONNRESET' })
  })

  const garbage: [string, string | Uint8Array][] = [
    ["a proxy's answer in plain text", 'HTTP/1.1 502 Bad Gateway\r\n\r\n'],
    ['zero bytes', Buffer.alloc(64)],
    ['an alert that is not encrypted', Buffer.from([0x15, 3, 3, 0, 2, 2, 40])],
    ['a first byte of TLS and nothing right after it', Buffer.from([0x17, 9, 9, 0, 16, ...Buffer.alloc(16)])],
  ]
  const versions = ['TLSv1.2', 'TLSv1.3'] as const

  test.each(versions.flatMap((version) => garbage.map(([name, bytes]) => [version, name, bytes] as const)))(
    'over %s: %s instead of an answer',
    async (maxVersion, _, bytes) => {
      const certificate = selfSigned()
      const requests = vi.fn()
      let down: Socket | undefined
      const { url: inside } = await listening(
        https.createServer({ ...certificate, maxVersion }, (request) => {
          requests()
          request.resume().on('end', () => down?.end(bytes))
        }),
      )
      const between = createTcpServer((socket) => {
        down = socket
        const up = connect(Number(new URL(inside).port), '127.0.0.1')
        for (const each of [socket, up]) each.on('error', () => {})
        socket.pipe(up)
        up.pipe(socket)
      })
      const { url } = await listening(between)
      const sending = make({ agent: new https.Agent({ ca: certificate.cert }) })
      for (const fetch of [sending, ((url, init) => sending(url, init)) as FetchLike]) {
        expect(await failure(url.replace('http:', 'https:'), fetch)).toMatchObject({ notSent: false })
      }
      expect(requests).toHaveBeenCalledTimes(2)
    },
  )

  test("the server's judgement of the client's certificate, which with TLS 1.3 comes after the request", async () => {
    const certificate = selfSigned()
    const options = { ...certificate, requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.3' } as const
    const { url } = await listening(https.createServer(options))
    const agent = new https.Agent({ ca: certificate.cert })
    expect(await failure(url, make({ agent }))).toMatchObject({ notSent: false })
  })

  test.each(
    ['EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'ECONNREFUSED', 'ENOTFOUND', 'CERT_HAS_EXPIRED'].flatMap((code) =>
      ['read', 'write', 'connect', undefined].map((syscall) => [syscall, code] as const),
    ),
  )('%s %s of a connection that is in use', async (syscall, code) => {
    let socket: Socket | undefined
    class Watched extends http.Agent {
      override createConnection(options: http.ClientRequestArgs): Socket {
        socket = connect(options as TcpSocketConnectOpts)
        return socket
      }
    }
    const { url } = await serving(() => {
      socket?.destroy(Object.assign(new Error(`${syscall} ${code}`), { code, syscall }))
    })
    const sending = make({ agent: new Watched() as http.Agent })
    for (const fetch of [sending, ((url, init) => sending(url, init)) as FetchLike]) {
      expect(await failure(url, fetch)).toMatchObject({ notSent: false, causeCode: code })
    }
  })

  test('a kept connection that is reset when the next request arrives', async () => {
    let requests = 0
    const { url, sockets } = await serving((request, response) => {
      if (++requests === 1) response.end('{}')
      else request.socket.resetAndDestroy()
    })
    const fetch = make()
    await sendOnce({ url, fetch, method: 'GET', timeoutMs: 10_000, maxBytes: 1000 })
    expect(await failure(url, fetch)).toMatchObject({ notSent: false, causeCode: 'ECONNRESET' })
    expect(sockets).toHaveLength(1)
  })

  test.each<[string, string]>([
    ['no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['a status that is no number', 'HTTP/1.1 abc OK\r\n\r\n'],
    ['a header without an end', `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nok!'],
    ['another protocol', 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'],
  ])('an answer with %s', async (_, answer) => {
    const { url, connections } = await raw(answer)
    const fetch = make()
    expect(await failure(url, fetch)).toMatchObject({ code: 'ERR_NETWORK', notSent: false })
    await vi.waitFor(() => expect(connections.map((socket) => socket.destroyed)).toEqual([true]))
    expect(await rejection(fetch(url, init()))).toBeInstanceOf(TypeError)
    await vi.waitFor(() => expect(connections.map((socket) => socket.destroyed)).toEqual([true, true]))
  })

  test('a status that no Response can have is an answer all the same', async () => {
    const { url, connections } = await raw('HTTP/1.1 999 Odd\r\ncontent-length: 3\r\n\r\n{}\n')
    const fetch = make()
    const answer = await sendOnce({ url, fetch, method: 'GET', timeoutMs: 10_000, maxBytes: 1000 })
    expect(answer.status).toBe(999)
    fetch.closeIdleConnections()
    expect(await rejection(fetch(url, init()))).toBeInstanceOf(TypeError)
    await vi.waitFor(() => expect(connections.map((socket) => socket.destroyed)).toEqual([true, true]))
  })

  const HEAD = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n'
  test.each<[string, (socket: Socket) => void]>([
    ['in the same piece as the headers', (socket) => socket.write(`${HEAD}2\r\n{}\r\nzz\r\n`)],
    [
      'in a later piece',
      (socket) => socket.write(`${HEAD}2\r\n{}\r\n`, () => setTimeout(() => socket.write('zz'), 20)),
    ],
    ['with the end of the connection', (socket) => socket.end(`${HEAD}2\r\n{}\r\n`)],
    ['with a reset', (socket) => socket.write(`${HEAD}2\r\n{}\r\n`, () => socket.resetAndDestroy())],
  ])('a body that breaks off %s', async (_, answer) => {
    const { url } = await raw(answer)
    const fetch = make()
    expect(await failure(url, fetch)).toMatchObject({ code: 'ERR_NETWORK', notSent: false })
    const wrapped: FetchLike = (address, more) => fetch(address, more)
    expect(await failure(url, wrapped)).toMatchObject({ code: 'ERR_NETWORK', notSent: false })
  })

  test('what the transport makes of it tells nothing of the address and of what arrived', async () => {
    const { url } = await raw('HTTP/1.1 200 OK\r\nsecret-canary\r\n\r\n')
    const error = await failure(`${url}?access_token=secret-canary`, make())
    expect(leaks(error, { token: 'secret-canary' })).toEqual([])
  })
})

describe('an abort', () => {
  const reason = { why: 'closing' }

  test('before the start sends nothing', async () => {
    const { url, sockets } = await serving((_, response) => response.end())
    expect(await rejection(make()(url, init({ signal: AbortSignal.abort(reason) })))).toBe(reason)
    expect(sockets).toEqual([])
  })

  test('right after the start sends nothing', async () => {
    const requests = vi.fn()
    const { url } = await serving(requests)
    const controller = new AbortController()
    const running = make()(url, init({ signal: controller.signal }))
    controller.abort(reason)
    expect(await rejection(running)).toBe(reason)
    expect(getEventListeners(controller.signal, 'abort')).toEqual([])
    expect(requests).not.toHaveBeenCalled()
  })

  test('ends the wait for the headers, and the connection', async () => {
    const controller = new AbortController()
    const { url, sockets } = await serving(() => controller.abort(reason))
    expect(await rejection(make()(url, init({ signal: controller.signal })))).toBe(reason)
    expect(getEventListeners(controller.signal, 'abort')).toEqual([])
    await vi.waitFor(() => expect(sockets.map((socket) => socket.destroyed)).toEqual([true]))
  })

  test('ends the wait for a free connection', async () => {
    const requests = vi.fn()
    const { url } = await serving(requests)
    const fetch = make({ agent: new http.Agent({ maxSockets: 1 }) })
    const [first, second] = [new AbortController(), new AbortController()]
    const holding = rejection(fetch(url, init({ signal: first.signal })))
    await vi.waitFor(() => expect(requests).toHaveBeenCalledTimes(1))
    const waiting = rejection(fetch(url, init({ signal: second.signal })))
    second.abort(reason)
    expect(await waiting).toBe(reason)
    expect(getEventListeners(second.signal, 'abort')).toEqual([])
    first.abort()
    await holding
    expect(requests).toHaveBeenCalledTimes(1)
  })

  test.each(['identity', 'gzip'])('ends a body (%s), and the connection', async (coding) => {
    const { url, sockets } = await serving((_, response) => {
      response.writeHead(200, { 'content-encoding': coding })
      response.write(coding === 'gzip' ? gzipSync('x'.repeat(100_000)).subarray(0, 100) : 'x') // and no end
    })
    const controller = new AbortController()
    const response = await make()(url, init({ signal: controller.signal }))
    const reading = rejection(response.text())
    setImmediate(() => controller.abort(reason))
    expect(await reading).toBe(reason)
    await vi.waitFor(() => expect(getEventListeners(controller.signal, 'abort')).toEqual([]))
    await vi.waitFor(() => expect(sockets.map((socket) => socket.destroyed)).toEqual([true]))
  })

  test('of a body that has arrived but was not read ends it too', async () => {
    const { url, sockets } = await serving((_, response) => response.end('whole'))
    const controller = new AbortController()
    const response = await make()(url, init({ signal: controller.signal }))
    controller.abort(reason)
    expect(await rejection(response.text())).toBe(reason)
    await vi.waitFor(() => expect(sockets.map((socket) => socket.destroyed)).toEqual([true]))
  })

  test('after the end changes nothing, and no listener stays', async () => {
    const { url, sockets } = await serving((_, response) => response.end('whole'))
    const fetch = make()
    const controller = new AbortController()
    for (let call = 0; call < 20; call++) await (await fetch(url, init({ signal: controller.signal }))).text()
    await vi.waitFor(() => expect(getEventListeners(controller.signal, 'abort')).toEqual([]))
    controller.abort(reason)
    expect(await (await fetch(url, init())).text()).toBe('whole')
    expect(sockets).toHaveLength(1)
  })
})

describe('interception', () => {
  const server = setupServer(
    mock.post('https://api.weixin.qq.com/card/get', async ({ request }) =>
      HttpResponse.json({ asked: await request.json() }, { status: 201 }),
    ),
  )

  test('msw answers in the place of WeChat, also when it starts later', async () => {
    const fetch = make()
    server.listen({ onUnhandledRequest: () => {} })
    cleanups.push(() => server.close())
    const url = 'https://api.weixin.qq.com/card/get?access_token=x'
    const headers = new Headers({ 'content-type': 'application/json' })
    const response = await fetch(url, init({ method: 'POST', headers, body: '{"card_id":"p1"}' }))
    expect([response.status, await response.json()]).toEqual([201, { asked: { card_id: 'p1' } }])
    const answer = await sendOnce({
      url,
      fetch,
      method: 'POST',
      body: '{"card_id":"p2"}',
      timeoutMs: 10_000,
      maxBytes: 1000,
    })
    expect(JSON.parse(Buffer.from(answer.bytes).toString())).toEqual({ asked: { card_id: 'p2' } })
  })
})

describe('options', () => {
  test("a caller's agent opens the connections, for https too", async () => {
    const certificate = selfSigned()
    const { url, sockets } = await listening(https.createServer(certificate, (_, response) => response.end('safe')))
    const agent = new https.Agent({ ca: certificate.cert, keepAlive: true })
    cleanups.push(() => agent.destroy())
    const fetch = make({ agent })
    for (let call = 0; call < 3; call++) expect(await (await fetch(url, init())).text()).toBe('safe')
    expect(sockets).toHaveLength(1)
  })

  test.each<[string, unknown, string[]]>([
    ['an agent that is none', { agent: {} }, ['agent']],
    ['null for an agent', { agent: null }, ['agent']],
    ['an unknown option', { agent: 'proxy', proxy: 'http://10.0.0.8' }, ['agent', 'proxy']],
  ])('%s is refused', (_, options, fields) => {
    const make = () => nodeFetch(options as NodeFetchOptions) // what callers without types may pass
    expect(make).toThrow(InputError)
    expect(make).toThrow(
      expect.objectContaining({ problems: fields.map((field) => expect.objectContaining({ field })) }),
    )
  })
})
