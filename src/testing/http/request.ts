// A call of `fetch`, in whatever form it is made, as the request that arrives at WeChat.
import { InputError } from '../../errors.js'
import { describe } from '../../validate.js'
import type { IncomingRequest } from './gateway.js'

/** What the `fetch` of a simulator's client options looks at. */
export interface SimulatorFetchInit {
  readonly method?: string | undefined
  readonly headers?: ConstructorParameters<typeof Headers>[0] | undefined
  readonly body?: string | Uint8Array | undefined
  readonly signal?: AbortSignal | undefined
}

/** A request, and the signal that its caller may abort it with. */
export interface FetchedRequest {
  readonly incoming: IncomingRequest
  readonly signal: AbortSignal | undefined
}

/**
 * Reads what `fetch` is called with.
 *
 * @throws An {@link InputError}: the global `fetch` would not take it either.
 */
export async function toIncoming(input: string | URL | Request, init?: RequestInit): Promise<FetchedRequest> {
  try {
    return await read(input, init ?? {})
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    const expected = 'an absolute URL or a Request, with an init that the global fetch takes'
    throw new InputError('fetch', [{ field: 'input', expected, received: describe(input) }])
  }
}

async function read(input: string | URL | Request, init: RequestInit): Promise<FetchedRequest> {
  const { body = '' } = init
  if (typeof input === 'string' && (typeof body === 'string' || body instanceof Uint8Array)) {
    return plain(input, init as SimulatorFetchInit) // its body was looked at
  }
  const request = new Request(input, init)
  const { method, url, headers, signal } = request
  return plain(url, { method, headers, signal, body: new Uint8Array(await request.arrayBuffer()) })
}

function plain(url: string, { body = '', method = 'GET', headers, signal }: SimulatorFetchInit): FetchedRequest {
  const { pathname, search } = new URL(url)
  const incoming = {
    method: method.toUpperCase(),
    target: pathname + search,
    contentType: new Headers(headers).get('content-type') ?? '',
    body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
  }
  return { incoming, signal: signal ?? undefined }
}
