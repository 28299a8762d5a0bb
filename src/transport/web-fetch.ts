// The sender over a web fetch: the caller's, one that has replaced the global one, or that of another runtime. The only
// place that knows ky.
import { onAbort, TIMED_OUT, withTimeout } from '../clock.js'
import { readFetchError } from './fetch-errors.js'
import { type FetchLike, sendDirectly } from './fetch-like.js'
import {
  type EncodedRequest,
  type HttpResponse,
  type HttpSender,
  networkError,
  SendError,
  type SendOptions,
  timeoutError,
  timerMs,
  tooLongError,
} from './http.js'

/**
 * Makes a sender over a fetch. Without one the global fetch is looked up for each request, so that a replacement made
 * later is seen.
 */
export const webSender = (fetch?: FetchLike): HttpSender => ({
  sendOnce: (request, options) => sendOnce(fetch, request, options),
})

async function sendOnce(
  fetch: FetchLike | undefined,
  request: EncodedRequest,
  options: SendOptions,
): Promise<HttpResponse> {
  const { signal, timeoutMs, background, maxBytes } = options
  signal?.throwIfAborted()
  const direct = fetch && sendDirectly(fetch, request)
  if (direct !== undefined) return await receive(direct, options)
  let timedOut = false
  let giveUp: (reason: unknown) => void = () => {}
  const givenUp = new Promise<never>((_, reject) => {
    giveUp = reject
  })
  const inFlight = send(fetch, request)
  const stop = (): void => {
    giveUp(STOPPED)
    inFlight.stop()
  }
  const timer = setTimeout(() => {
    timedOut = true
    stop()
  }, timerMs(timeoutMs))
  if (background) timer.unref?.() // in workers it is a number
  const unwatch = signal && onAbort(signal, stop)
  let status: number | undefined
  const transfer = async (): Promise<HttpResponse> => {
    const response = await inFlight.response
    status = response.status
    const bytes = await readAll(response, maxBytes)
    return { status, retryAfter: response.retryAfter, bytes }
  }
  try {
    return await Promise.race([transfer(), givenUp])
  } catch (error) {
    inFlight.stop() // ends what is still under way
    if (signal?.aborted) throw signal.reason
    if (timedOut) throw timeoutError(timeoutMs, status)
    if (error instanceof SendError) throw error
    const { causeCode, notSent } = readFetchError(error)
    throw networkError(causeCode, notSent && status === undefined, status)
  } finally {
    clearTimeout(timer)
    unwatch?.()
  }
}

/** An answer that comes whole, within the same limits. */
async function receive(
  answer: Promise<HttpResponse>,
  { timeoutMs, maxBytes, signal, background }: SendOptions,
): Promise<HttpResponse> {
  const response = await withTimeout(answer, { ms: timerMs(timeoutMs), signal, background })
  if (response === TIMED_OUT) throw timeoutError(timeoutMs, undefined)
  if (response.bytes.length > maxBytes) throw tooLongError(maxBytes, response.status)
  return response
}

const STOPPED: unique symbol = Symbol('stopped')

/** A request under way. */
interface InFlightRequest {
  readonly response: Promise<StreamedResponse>
  /** Ends it at any time until the body has been read. `response` may then never settle. */
  stop(): void
}

/** A response whose headers have arrived. */
interface StreamedResponse {
  readonly status: number
  readonly retryAfter: string | null
  /** `undefined` where there is no body. */
  readonly reader: ReadableStreamDefaultReader<unknown> | undefined
}

let loading: Promise<typeof import('ky').default> | undefined

/** Loads ky when it is needed first: it costs more than all the rest of an import. */
function loadKy(): Promise<typeof import('ky').default> {
  loading ??= import('ky').then(({ default: ky }) => ky)
  return loading
}

function send(callers: FetchLike | undefined, request: EncodedRequest): InFlightRequest {
  const { address, target, method, contentType, body } = request
  let stopped = false
  let stop = (): void => {
    stopped = true
  }
  const through = async (): Promise<StreamedResponse> => {
    const ky = await loadKy()
    // Now, or a later replacement is not seen. undici types its own.
    const fetch = callers ?? (globalThis.fetch as unknown as FetchLike)
    let streamed: StreamedResponse | undefined
    await ky(address.baseUrl + target, {
      method,
      ...(contentType === undefined ? {} : { headers: { 'content-type': contentType } }),
      retry: 0,
      timeout: false,
      throwHttpErrors: false,
      fetch: async (made) => {
        if (stopped) throw STOPPED // nothing is sent after an abort
        const { url, headers } = made as Request // ky always makes one
        // Of this attempt alone: a long-lived signal of the caller would collect listeners inside fetch.
        const controller = new AbortController()
        const { signal } = controller
        stop = () => controller.abort()
        // Signal and body go beside ky's Request: inside it, garbage collection would lose the one and slow the other.
        const withBody = body === undefined ? {} : { body }
        const response = await fetch(url, { method, headers, ...withBody, redirect: 'manual', signal })
        streamed = toStreamed(response, signal)
        return response
      },
    })
    return streamed as StreamedResponse // ky does not end before its fetch
  }
  return { response: through(), stop: () => stop() }
}

/** A fetch that ignores the signal may bring a response too late or go on with it, so the body is given up here. */
function toStreamed(response: Response, signal: AbortSignal): StreamedResponse {
  const reader = response.body?.getReader()
  const cancel = (): void => void reader?.cancel().catch(() => {})
  if (signal.aborted) cancel()
  else signal.addEventListener('abort', cancel)
  return { status: response.status, retryAfter: response.headers.get('retry-after'), reader }
}

async function readAll({ status, reader }: StreamedResponse, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  while (reader) {
    const { done, value } = await reader.read()
    if (done) break
    // A caller's fetch may stream anything, and what has no length would slip past the limit.
    if (!ArrayBuffer.isView(value)) {
      throw new SendError('ERR_RESPONSE', 'the answer does not consist of bytes', { status })
    }
    length += value.byteLength
    if (length > maxBytes) throw tooLongError(maxBytes, status)
    chunks.push(value as Uint8Array)
  }
  return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks, length)
}
