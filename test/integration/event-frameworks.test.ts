import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import express from 'express'
// @ts-expect-error it has no types
import untypedXmlBodyParser from 'express-xml-bodyparser'
import express4 from 'express4'
import { fastify } from 'fastify'
import Koa from 'koa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  createEventHandler,
  type EventHandler,
  EventReceiver,
  type NodeHandler,
  toNodeHandler,
} from '../../src/events/index.js'
import * as wechat from '../support/event-push.js'

const xmlBodyParser: (options: { normalizeTags: boolean }) => express.RequestHandler = untypedXmlBodyParser

interface Running {
  readonly url: string
  close(): Promise<void>
}

/** What all servers below serve. */
interface Endpoint {
  readonly fetch: EventHandler
  readonly node: NodeHandler
}

async function listen(listener: RequestListener | Server): Promise<Running> {
  const server = typeof listener === 'function' ? createServer(listener) : listener
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/wechat`,
    async close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

const parsers: Readonly<Record<string, (app: express.Express) => unknown>> = {
  'no body parser': () => {},
  'the JSON parser': (app) => app.use(express.json()),
  'the JSON parser for everything': (app) => app.use(express.json({ type: () => true, strict: false })),
  'the text parser': (app) => app.use(express.text({ type: '*/*' })),
  'the bytes parser': (app) => app.use(express.raw({ type: '*/*' })),
  'the form parser': (app) => app.use(express.urlencoded({ extended: true })),
  'an XML parser': (app) => app.use(xmlBodyParser({ normalizeTags: false })),
  'all of them': (app) =>
    app.use(express.json(), express.urlencoded({ extended: false }), xmlBodyParser({ normalizeTags: false })),
}

const expressServers = [
  ['Express 5', express],
  ['Express 4', express4 as unknown as typeof express], // for what is used here they are the same
] as const

const servers: Readonly<Record<string, (endpoint: Endpoint) => Promise<Running>>> = {
  'node:http': ({ node }) => listen(node),
  ...Object.fromEntries(
    expressServers.flatMap(([name, framework]) =>
      Object.entries(parsers).map(([parser, use]) => [
        `${name} with ${parser}`,
        ({ node }: Endpoint) => {
          const app = framework()
          use(app)
          app.all('/wechat', node)
          return listen(createServer(app))
        },
      ]),
    ),
  ),
  'Express 5, mounted': ({ node }) => listen(createServer(express().use('/wechat', node))),
  Koa: ({ node }) => {
    const app = new Koa()
    app.silent = true
    app.use(async (ctx) => {
      ctx.respond = false
      await node(ctx.req, ctx.res)
    })
    return listen(app.callback())
  },
  'Koa with a body parser': ({ node }) => {
    const app = new Koa()
    app.silent = true
    app.use(async (ctx, next) => {
      const chunks: Buffer[] = []
      for await (const chunk of ctx.req) chunks.push(chunk)
      ctx.state.body = Buffer.concat(chunks).toString()
      await next()
    })
    app.use(async (ctx) => {
      ctx.respond = false
      await node(Object.assign(ctx.req, { body: ctx.state.body }), ctx.res)
    })
    return listen(app.callback())
  },
  'Fastify that leaves the body alone': async ({ node }) => {
    const app = fastify()
    await app.register(async (wechat) => {
      wechat.removeAllContentTypeParsers()
      wechat.addContentTypeParser('*', (_request, _payload, done) => done(null))
      wechat.all('/wechat', async (request, reply) => {
        reply.hijack()
        await node(request.raw, reply.raw)
      })
    })
    await app.ready()
    return listen(app.server)
  },
  'Fastify that reads the body': async ({ node }) => {
    const app = fastify()
    app.addContentTypeParser(['text/xml', 'application/xml'], { parseAs: 'string' }, (_request, body, done) =>
      done(null, body),
    )
    app.all('/wechat', async (request, reply) => {
      reply.hijack()
      await node(Object.assign(request.raw, { body: request.body }), reply.raw)
    })
    await app.ready()
    return listen(app.server)
  },
  'a Fetch server': ({ fetch: handler }) => {
    // As servers for Deno, Bun and the edge do it: a whole Request in, a Response out.
    const serve = async (...[request, response]: Parameters<RequestListener>): Promise<void> => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk)
      const { method = 'GET', url = '/', headers } = request
      const body = method === 'GET' ? null : Buffer.concat(chunks)
      const asked = new Request(`http://${headers.host}${url}`, {
        method,
        body,
        headers: { 'content-type': 'text/xml' },
      })
      const answer = await handler(asked)
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text())
    }
    return listen((request, response) => void serve(request, response).catch(() => response.destroy()))
  },
}

const now = (): number => Math.floor(Date.now() / 1000)

/** The same event for the same code, created just now: nothing older than a day is taken. */
const startedAt = now()
const getCardEvent = (code: string): string => wechat.getCardEvent(code, startedAt)

const addressed = (url: string, query: wechat.Query): string => `${url}?${new URLSearchParams(query)}`

describe.each(Object.entries(servers))('%s', (name, start) => {
  const codes: string[] = []
  const errors: unknown[] = []
  let failures = 0
  let running: Running

  beforeAll(async () => {
    const handler = createEventHandler(
      new EventReceiver(wechat.account),
      {
        user_get_card: async ({ UserCardCode }) => {
          if (failures > 0) {
            failures -= 1
            throw new Error('database down')
          }
          codes.push(UserCardCode)
        },
      },
      { onError: (error) => void errors.push(error) },
    )
    running = await start({ fetch: handler, node: toNodeHandler(handler) })
  })

  afterAll(async () => {
    await running.close()
  })

  // Nothing else gets through a parser that takes everything for JSON.
  const asJson = name.endsWith('the JSON parser for everything')

  const send = async (
    { query, body }: { query: wechat.Query; body: string },
    type = asJson ? 'application/json' : 'text/xml',
  ): Promise<[number, string]> => {
    const response = await fetch(addressed(running.url, query), {
      method: 'POST',
      body,
      headers: { 'content-type': type },
    })
    return [response.status, await response.text()]
  }

  /** An encrypted event, in XML or in JSON. */
  const eventOf = (code: string): { query: wechat.Query; body: string } => {
    const encrypted = wechat.encrypt(getCardEvent(code))
    const body = asJson ? JSON.stringify({ ToUserName: 'gh_0', Encrypt: encrypted }) : wechat.envelope(encrypted)
    return { query: wechat.encryptedQuery(encrypted, now()), body }
  }

  test('the address is proven to be ours', async () => {
    const query = { ...wechat.plainQuery(now()), echostr: '4375120948345356249' }
    const response = await fetch(addressed(running.url, query))
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect([response.status, await response.text()]).toEqual([200, '4375120948345356249'])
    expect((await fetch(addressed(running.url, { ...query, echostr: '<b>' }))).status).toBe(400)
  })

  test('an event arrives once, however often it is sent', async () => {
    const event = eventOf('微信🎁')
    for (let round = 0; round < 3; round++) expect(await send(event)).toEqual([200, 'success'])
    expect(codes.splice(0)).toEqual(['微信🎁'])
  })

  test('an event that could not be handled arrives again', async () => {
    failures = 2
    const event = eventOf('again')
    const statuses = []
    for (let round = 0; round < 4; round++) statuses.push((await send(event))[0])
    expect(statuses).toEqual([500, 500, 200, 200])
    expect(codes.splice(0)).toEqual(['again'])
  })

  test('a hundred events at once arrive', async () => {
    const names = Array.from({ length: 100 }, (_, at) => String(at))
    const answers = await Promise.all(names.map((code) => send(eventOf(code))))
    expect(answers).toEqual(names.map(() => [200, 'success']))
    expect(codes.splice(0).sort()).toEqual(names.sort())
  })

  test('a forgery and a message in clear are refused, and arrive nowhere', async () => {
    errors.length = 0
    const { query, body } = eventOf('forged')
    expect(await send({ query: { ...query, msg_signature: '0'.repeat(40) }, body })).toEqual([403, ''])
    const clear = asJson ? '{"Event":"user_get_card","UserCardCode":"forged"}' : getCardEvent('forged')
    expect(await send({ query: wechat.plainQuery(now()), body: clear })).toEqual([400, ''])
    expect(codes).toEqual([])
    expect(errors).toEqual([
      expect.objectContaining({ code: 'ERR_EVENT_SIGNATURE' }),
      expect.objectContaining({ code: 'ERR_EVENT_MALFORMED' }),
    ])
  })

  test('a body that is too long is refused, and the server goes on', async () => {
    const { query, body } = eventOf('long')
    const [status] = await send({ query, body: body.padEnd(300 * 1024, ' ') })
    expect([400, 413]).toContain(status)
    expect(await send(eventOf('short'))).toEqual([200, 'success'])
    expect(codes.splice(0)).toEqual(['short'])
  })

  test('a client that leaves in the middle takes nothing down', async () => {
    const { query } = eventOf('gone')
    const { port, hostname, pathname } = new URL(running.url)
    const socket = connect(Number(port), hostname)
    socket.write(`POST ${pathname}?${new URLSearchParams(query)} HTTP/1.1\r\nhost: x\r\ncontent-type: text/xml\r\n`)
    socket.write('content-length: 1000\r\n\r\n<xml>')
    await once(socket, 'ready')
    socket.destroy()
    expect(await send(eventOf('here'))).toEqual([200, 'success'])
    expect(codes.splice(0)).toEqual(['here'])
  })
})

/** What people do who forget `toNodeHandler`, since the same handler serves Hono as it is. */
const unwrapped: Readonly<Record<string, (handler: never) => Promise<Running>>> = {
  'node:http': (handler) => listen(createServer(handler)),
  ...Object.fromEntries(
    expressServers.map(([name, framework]) => [
      name,
      (handler: never) => listen(createServer(framework().all('/wechat', handler))),
    ]),
  ),
  Koa: (handler) => {
    const app = new Koa()
    app.silent = true
    return listen(app.use(handler).callback())
  },
  Fastify: async (handler) => {
    const app = fastify()
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', (_request, _payload, done) => done(null))
    app.all('/wechat', handler)
    await app.ready()
    return listen(app.server)
  },
}

test.each(Object.entries(unwrapped))('a handler that was not wrapped says so to %s', async (_, serve) => {
  const errors: unknown[] = []
  const handler = createEventHandler(new EventReceiver(wechat.account), {}, { onError: (error) => errors.push(error) })
  const running = await serve(handler as never)
  for (const method of ['GET', 'POST']) {
    const response = await fetch(running.url, { method })
    expect(response.status).toBe(500)
    expect(await response.text()).toMatch(/toNodeHandler\(handler\)/)
  }
  expect(errors).toHaveLength(2)
  await running.close()
})
