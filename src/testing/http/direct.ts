// The direct way of requests into the simulator, without the objects of the web: those cost more than all that is done with
// a request.
import type { EncodedRequest, HttpResponse } from '../../transport/http.js'
import type { IncomingRequest, Reply } from './gateway.js'
import type { SimulatorFetchInit } from './request.js'

type ClientFetch = (url: string, init: SimulatorFetchInit) => Promise<Response>

/**
 * Where a client's fetch and the handlers of the SDK's receivers keep their direct way. By its registered name: no code is
 * shared with them, and they may be of the other module format.
 */
export const DIRECT: unique symbol = Symbol.for('wechat-card-sdk.direct')

/** What answers one request, or `undefined` where that takes the web's objects, as faults break those. */
export type DirectAnswer = (incoming: IncomingRequest) => Promise<Reply> | undefined

/** Gives a fetch the direct way. Whoever calls it as a fetch notices nothing. */
export function withDirectWay(fetch: ClientFetch, answer: DirectAnswer): ClientFetch {
  const direct = ({ address, method, target, contentType = '', body = '' }: EncodedRequest) =>
    answer({
      method,
      target: address.path + target,
      contentType,
      body: typeof body === 'string' ? Buffer.from(body) : body,
    })?.then(toHttpResponse)
  return Object.defineProperty(fetch, DIRECT, { value: direct })
}

const toHttpResponse = ({ status, body }: Reply): HttpResponse => ({
  status,
  retryAfter: null,
  bytes: Buffer.from(body),
})
