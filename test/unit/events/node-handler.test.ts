import { once } from 'node:events'
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type RequestListener,
  type Server,
} from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { InputError } from '../../../src/errors.js'
import { createEventHandler, EventReceiver, type NodeHandler, toNodeHandler } from '../../../src/events/index.js'
import * as wechat from '../../support/event-push.js'

const now = (): number => Math.floor(Date.now() / 1000)

/** The same event for the same code, created just now: nothing older than a day is taken. */
const startedAt = now()
const getCardEvent = (code: string): string => wechat.getCardEvent(code, startedAt)

let server: Server | undefined

afterEach(async () => {
  server?.closeAllConnections()
  server?.close()
  server = undefined
})

/** Serves on a free port of this machine. */
async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** An endpoint and the codes it was told of. */
function endpoint(): { readonly node: NodeHandler; readonly codes: string[] } {
  const codes: string[] = []
  const handler = createEventHandler(new EventReceiver(wechat.account), {
    user_get_card: (event) => void codes.push(event.UserCardCode),
  })
  return { node: toNodeHandler(handler), codes }
}

const send = async (url: string, message: string, init: RequestInit = {}): Promise<[number, string]> => {
  const { query, body } = wechat.push(message, now())
  const response = await fetch(`${url}/wechat?${new URLSearchParams(query)}`, { method: 'POST', body, ...init })
  return [response.status, await response.text()]
}

describe('toNodeHandler', () => {
  test('serves node:http as it is', async () => {
    const { node, codes } = endpoint()
    const url = await serve(node)
    expect(await send(url, getCardEvent('微信🎁'))).toEqual([200, 'success'])
    const query = new URLSearchParams({ ...wechat.plainQuery(now()), echostr: '4375120948345356249' })
    const response = await fetch(`${url}/wechat?${query}`)
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(await response.text()).toBe('4375120948345356249')
    expect(codes).toEqual(['微信🎁'])
  })

  test.each<[string, (body: string) => object]>([
    ['bytes', (body) => ({ body: Buffer.from(body) })],
    ['text', (body) => ({ body })],
    ['an object', (body) => ({ body: { xml: { Encrypt: [/<Encrypt><!\[CDATA\[(.*?)]]>/.exec(body)?.[1]] } } })],
    ['the body as it came beside something else', (body) => ({ body: {}, rawBody: Buffer.from(body) })],
  ])('takes what a body parser left: %s', async (_, left) => {
    const { node, codes } = endpoint()
    const url = await serve(async (request, response) => {
      let text = ''
      for await (const chunk of request) text += chunk
      await node(Object.assign(request, left(text)), response)
    })
    expect(await send(url, getCardEvent('1'))).toEqual([200, 'success'])
    expect(codes).toEqual(['1'])
  })

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['what cannot be written', 1n],
    ['an empty object', {}],
  ])('refuses, when a body parser left %s', async (_, body) => {
    const { node, codes } = endpoint()
    const url = await serve(async (request, response) => {
      for await (const _chunk of request);
      await node(Object.assign(request, { body }), response)
    })
    const [status] = await send(url, getCardEvent('1'))
    expect(status).toBeGreaterThanOrEqual(400)
    expect(codes).toEqual([])
  })

  test('reads the body itself when a parser left it alone, whatever that says of it', async () => {
    const { node, codes } = endpoint()
    const url = await serve((request, response) => node(Object.assign(request, { body: {} }), response))
    expect(await send(url, getCardEvent('1'))).toEqual([200, 'success'])
    expect(codes).toEqual(['1'])
  })

  test('reads a body that is set to arrive as text', async () => {
    const { node, codes } = endpoint()
    const url = await serve((request, response) => node(request.setEncoding('utf8'), response))
    expect(await send(url, getCardEvent('微信'))).toEqual([200, 'success'])
    expect(codes).toEqual(['微信'])
  })

  test('reads a body that arrives byte by byte in parts as large as have arrived', async () => {
    let parts = 0
    const url = new URL(
      await serve(
        toNodeHandler(async (request) => {
          let length = 0
          for await (const part of request.body ?? []) {
            parts += 1
            length += part.byteLength
          }
          return new Response(String(length))
        }),
      ),
    )
    const socket = connect(Number(url.port), url.hostname)
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk
    })
    const head = 'POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n'
    socket.write(`${head}${'1\r\n \r\n'.repeat(50_000)}0\r\n\r\n`)
    await once(socket, 'close')
    expect(text).toMatch(/50000$/m)
    expect(parts).toBeLessThan(1000)
  })

  test('waits for no body of a message that is refused by its address alone', async () => {
    const { node } = endpoint()
    const url = await serve(node)
    const { query, body } = wechat.push('<xml/>', now())
    const forged = new URLSearchParams({ ...query, signature: '0'.repeat(40) })
    const upload = httpRequest(`${url}/wechat?${forged}`, { method: 'POST' })
    upload.write(body) // and never the end
    const [response] = (await once(upload, 'response')) as [IncomingMessage]
    expect(response.statusCode).toBe(403)
    upload.destroy()
  })

  test('answers while too long a body is still arriving, and takes the next message on the same connection', async () => {
    const { node, codes } = endpoint()
    const url = new URL(await serve(node))
    const socket = connect(Number(url.port), url.hostname)
    const huge = 8 * 1024 * 1024
    const { query, body } = wechat.push(getCardEvent('1'), now())
    const path = `/wechat?${new URLSearchParams(query)}`
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk
    })
    for (const method of ['POST', 'PUT']) {
      socket.write(`${method} ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: ${huge}\r\n\r\n`)
      socket.write(Buffer.alloc(huge, ' '))
    }
    socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`)
    socket.write(`connection: close\r\n\r\n${body}`)
    await once(socket, 'close')
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 400', 'HTTP/1.1 405', 'HTTP/1.1 200'])
    expect(codes).toEqual(['1'])
  })

  test('takes the next message also when a handler reads a part of a body', async () => {
    const url = new URL(
      await serve(
        toNodeHandler(async (request) => {
          const reader = request.body?.getReader()
          await reader?.read()
          reader?.releaseLock()
          return new Response('enough')
        }),
      ),
    )
    const socket = connect(Number(url.port), url.hostname)
    const huge = 8 * 1024 * 1024
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk
    })
    for (let round = 0; round < 2; round++) {
      socket.write(`POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${huge}\r\n\r\n`)
      socket.write(Buffer.alloc(huge, ' '))
    }
    socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\nconnection: close\r\n\r\nsmall')
    await once(socket, 'close')
    expect(text.match(/enough/g)).toHaveLength(3)
  })

  test('does not take in a body that nobody reads', async () => {
    let read = 0
    const url = new URL(
      await serve((request, response) => {
        request.on('data', (chunk: Uint8Array) => {
          read += chunk.byteLength
        })
        const never = toNodeHandler(() => new Promise(() => {}))
        void never(request, response)
      }),
    )
    const upload = httpRequest(url, { method: 'POST' })
    upload.on('error', () => {})
    const body = Buffer.alloc(64 * 1024)
    let sent = 0
    // Writes until the other side has had enough for a while.
    while (sent < 64 * 1024 * 1024) {
      sent += body.length
      if (!upload.write(body)) {
        const flowed = await Promise.race([
          once(upload, 'drain').then(() => true),
          new Promise((end) => setTimeout(end, 200)),
        ])
        if (flowed !== true) break
      }
    }
    upload.destroy()
    expect(sent).toBeLessThan(64 * 1024 * 1024)
    expect(read).toBeLessThan(1024 * 1024)
  })

  test('survives a client that leaves in the middle of its body', async () => {
    const { node, codes } = endpoint()
    const ended: Promise<void>[] = []
    const url = await serve((request, response) => void ended.push(node(request, response)))
    const upload = httpRequest(`${url}/wechat?${new URLSearchParams(wechat.push('<xml/>', now()).query)}`, {
      method: 'POST',
    })
    upload.on('error', () => {})
    upload.write('<xml>')
    while (ended.length === 0) await new Promise((resolve) => setImmediate(resolve))
    const leftAt = performance.now()
    upload.destroy()
    await Promise.all(ended)
    expect(performance.now() - leftAt).toBeLessThan(3000) // it does not wait for the rest until the time is over
    expect(await send(url, getCardEvent('1'))).toEqual([200, 'success'])
    expect(codes).toEqual(['1'])
  })

  test.each([['//'], ['/?%'], ['/%zz?a=%zz'], ['/?'.padEnd(4000, '&a')], ['*']])(
    'answers the path %j',
    async (path) => {
      const { node } = endpoint()
      const url = new URL(await serve(node))
      const asking = httpRequest({
        port: url.port,
        host: url.hostname,
        path,
        method: path === '*' ? 'OPTIONS' : 'GET',
      }).end()
      const [response] = (await once(asking, 'response')) as [IncomingMessage]
      expect([400, 405]).toContain(response.statusCode)
    },
  )

  test.each([['HEAD'], ['PUT'], ['DELETE']])('hands on the method: %s is no message', async (method) => {
    const response = await fetch(`${await serve(endpoint().node)}/wechat`, { method })
    expect(response.status).toBe(405)
  })

  test('takes a request without method and address for a GET of nothing', async () => {
    const { node } = endpoint()
    const url = await serve((request, response) =>
      node(Object.assign(request, { method: undefined, url: undefined }), response),
    )
    expect((await fetch(`${url}/wechat`, { method: 'POST' })).status).toBe(400)
  })

  test('answers 500 for a handler that breaks, and never rejects', async () => {
    const broken = toNodeHandler(() => Promise.reject(new Error('broken')))
    const url = await serve(broken)
    expect((await fetch(url)).status).toBe(500)
  })

  test('leaves an answer alone that somebody else has given', async () => {
    const { node } = endpoint()
    const url = await serve(async (request, response) => {
      response.writeHead(202).write('early')
      await node(request, response)
    })
    const response = await fetch(url)
    expect([response.status, await response.text()]).toEqual([202, 'early'])
  })

  test.each<[string, (node: NodeHandler) => Promise<unknown>, RegExp]>([
    [
      'a Request',
      (node) => node(new Request('http://localhost/') as never, undefined as never),
      /without toNodeHandler/,
    ],
    [
      'a context of Koa',
      (node) => node({ req: {}, res: {} } as never, (() => {}) as never),
      /ctx\.req and ctx\.res in Koa/,
    ],
    ['a reply of Fastify', (node) => node({} as never, { raw: {} } as never), /request\.raw and reply\.raw in Fastify/],
  ])('says what it takes instead of %s', async (_, call, message) => {
    const calling = call(endpoint().node)
    await expect(calling).rejects.toThrow(InputError)
    await expect(calling).rejects.toThrow(message)
    await expect(calling).rejects.toMatchObject({ problems: [{ field: 'arguments' }] })
  })

  test.each([[undefined], [{}]])('%j is no handler', (handler) => {
    expect(() => toNodeHandler(handler as never)).toThrow(InputError)
    expect(() => toNodeHandler(handler as never)).toThrow(/^toNodeHandler: handler must be/)
  })
})
