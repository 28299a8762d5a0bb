// The way of a client's requests into the simulator without the objects of the web, which cost more than all that is done
// with a request.
import type { EncodedRequest, HttpResponse } from '../../transport/http.js'
import type { IncomingRequest, Reply } from './gateway.js'
import type { SimulatorFetchInit } from './request.js'

type ClientFetch = (url: string, init: SimulatorFetchInit) => Promise<Response>

/** Where a client looks for it. By its registered name: no code is shared, and the client may be of the other module format. */
const DIRECT: unique symbol = Symbol.for('wechat-card-sdk.direct')

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
  return Object.assign(fetch, { [DIRECT]: direct })
}

const toHttpResponse = ({ status, body }: Reply): HttpResponse => ({
  status,
  retryAfter: null,
  bytes: Buffer.from(body),
})
