// The shop's back end: plain node:http and the SDK. It knows nothing of simulators and runs unchanged in production.
import { createServer } from 'node:http'
import { WeChatCardError } from 'wechat-card-sdk'
import { createEventHandler, toNodeHandler } from 'wechat-card-sdk/events'
import { needOrderService, userOf } from './session.js'
import { Refused } from './shop.js'

/** Serves a shop. */
export function createBackend({ shop, receiver }) {
  const serveEvents = toNodeHandler(createEventHandler(receiver, shop.events))

  /** What each path does: from the request's headers and body to the answer's body. */
  const routes = {
    '/cards/add': () => shop.add(),
    '/cards/added': (_headers, body) => shop.added(body),
    '/activation/open': () => shop.openActivation(),
    '/activation/return': (headers, body) => shop.activationReturned(userOf(headers), body),
    '/cards/show': (headers, body) => shop.card(userOf(headers), body.code),
    '/internal/orders/paid': (headers, body) => {
      needOrderService(headers)
      return shop.orderPaid(body)
    },
  }

  return createServer(async (request, response) => {
    if (/^\/wechat(\?|$)/.test(request.url)) return await serveEvents(request, response)
    const answer = (status, body) => {
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
      response.end(JSON.stringify(body))
    }
    const route = request.method === 'POST' && Object.hasOwn(routes, request.url) ? routes[request.url] : undefined
    if (!route) return answer(404, { error: 'no such path' })
    try {
      const chunks = []
      for await (const chunk of request) chunks.push(chunk)
      answer(200, await route(request.headers, JSON.parse(Buffer.concat(chunks).toString() || '{}')))
    } catch (error) {
      // The SDK's errors say what to do, and hold no secret.
      if (error instanceof Refused) return answer(error.status, { error: error.message })
      if (!WeChatCardError.is(error)) return answer(500, { error: 'internal error' })
      answer(error.code === 'ERR_INPUT' ? 400 : 502, { error: error.message, code: error.code })
    }
  })
}

/** Starts a server on a free port of this machine. */
export async function listen(server, port = 0) {
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  return `http://127.0.0.1:${server.address().port}`
}
