// How an answer leaves the simulator, intact or with a fault applied: as a web Response, or on a real connection.
import type { ServerResponse } from 'node:http'
import { sleep } from '../../clock.js'
import type { Fault } from './faults.js'
import { JSON_TYPE, type Reply } from './gateway.js'

/** An answer and what becomes of it on the way. */
export interface OutgoingResponse {
  readonly reply: Reply
  readonly delayMs: number
  /** Where it breaks, and how. */
  readonly breaks?: { readonly at: 'headers' | 'body'; readonly by: 'stall' | 'reset' } | undefined
}

/** Spoils an answer as a fault says. */
export function applyFault(reply: Reply, fault: Fault): OutgoingResponse {
  const { status, body, delayMs = 0, stall, reset, truncateAt, controlCharacters, bigIntegers } = fault
  const delivery = { delayMs }
  if (status !== undefined) {
    const page =
      body ?? `<html><head><title>${status}</title></head><body><center><h1>${status}</h1></center></body></html>`
    return { ...delivery, reply: { status, contentType: 'text/html', body: page } }
  }
  if (body !== undefined) return { ...delivery, reply: { status: 200, contentType: 'text/html', body } }
  if (stall !== undefined) return { ...delivery, reply, breaks: { at: stall, by: 'stall' } }
  if (reset) return { ...delivery, reply, breaks: { at: reset === true ? 'headers' : reset, by: 'reset' } }
  if (truncateAt !== undefined) {
    const [body, bytes] = [reply.body.slice(0, truncateAt), reply.bytes?.slice(0, truncateAt)]
    return { ...delivery, reply: { ...reply, body, bytes } }
  }
  if (controlCharacters) return { ...delivery, reply: withMember(reply, '"control_characters":"a\u0001b\u001fc"') }
  if (bigIntegers) return { ...delivery, reply: withMember(reply, '"big_integer":9007199254740993') }
  return { ...delivery, reply }
}

/** The answer with one more member in front, as text, because it may be what no parser takes. */
const withMember = (reply: Reply, member: string): Reply => ({
  ...reply,
  body: reply.body.replace(/^\{(?!\})/, `{${member},`),
})

/** Answers a `fetch`. */
export async function toResponse(
  { reply, delayMs, breaks }: OutgoingResponse,
  signal: AbortSignal | undefined,
): Promise<Response> {
  if (delayMs > 0) await sleep({ ms: delayMs, signal })
  if (breaks?.at === 'headers') {
    if (breaks.by === 'reset') throw new TypeError('fetch failed', { cause: connectionReset() })
    await untilAborted(signal)
  }
  const headers = { 'content-type': reply.contentType }
  if (breaks === undefined) return new Response(reply.bytes ?? reply.body, { status: reply.status, headers })
  const whole = reply.bytes ?? new TextEncoder().encode(reply.body)
  const half = whole.subarray(0, Math.ceil(whole.length / 2))
  let sent = false
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (!sent) {
        sent = true
        controller.enqueue(half)
        return
      }
      if (breaks.by === 'reset') throw new TypeError('terminated', { cause: connectionReset() })
      await untilAborted(signal)
    },
  })
  return new Response(body, { status: reply.status, headers })
}

const connectionReset = (): Error =>
  Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' })

const untilAborted = (signal: AbortSignal | undefined): Promise<never> =>
  new Promise((_, reject) => {
    if (signal?.aborted) reject(signal.reason)
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
  })

/** Answers on a real connection. */
export async function toConnection(
  { reply, delayMs, breaks }: OutgoingResponse,
  response: ServerResponse,
): Promise<void> {
  if (delayMs > 0) await sleep({ ms: delayMs, background: true })
  if (breaks?.at === 'headers') {
    if (breaks.by === 'reset') response.socket?.resetAndDestroy()
    return
  }
  const bytes = Buffer.from(reply.bytes ?? reply.body)
  response.writeHead(reply.status, {
    ...reply.headers,
    'content-type': reply.contentType,
    'content-length': bytes.length,
  })
  if (breaks === undefined) {
    response.end(bytes)
    return
  }
  await new Promise<void>((resolve) => {
    response.write(bytes.subarray(0, bytes.length / 2), () => resolve()) // also called when the connection is gone
  })
  if (breaks.by === 'reset') response.socket?.resetAndDestroy()
}

/** An answer that is as it should be. */
export const intact = (reply: Reply): OutgoingResponse => ({ reply, delayMs: 0 })

/** What an answer would have been that a fault keeps back before anything is carried out. */
export const NOTHING_DONE: Reply = { status: 200, contentType: JSON_TYPE, body: '{"errcode":0,"errmsg":"ok"}' }
