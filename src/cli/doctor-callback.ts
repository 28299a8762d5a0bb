// The doctor's steps at the merchant's callback address: what WeChat does when it is set up, and one test event.
import { createSimulator, type PushHandler } from '../testing/index.js'
import type { Found } from './finding.js'

/** A callback address and what is known about it. */
export interface CallbackUnderTest {
  readonly url: string
  readonly appId: string
  readonly token: string | undefined
  readonly aesKey: string | undefined
  /** Ends it. */
  readonly signal: AbortSignal
}

/** An event that nobody handles: receivers answer it with `success` and do nothing. */
const TEST_EVENT = 'wechat_card_sdk_test'

/** After so long WeChat takes a call for unanswered. */
const DEADLINE_MS = 5_000

/** Calls the address as WeChat would. */
export async function checkCallback(callback: CallbackUnderTest, found: Found): Promise<void> {
  const { appId, token, aesKey } = callback
  if (!token) {
    const remedy = 'Set WECHAT_TOKEN to the token of the callback, and WECHAT_AES_KEY to its EncodingAESKey.'
    const finding = 'cannot be called as WeChat does: its token is not known, WECHAT_TOKEN is not set'
    found({ step: 'Callback address', result: 'bad', finding, remedy })
    return
  }
  const simulator = createSimulator({ appId })
  const calls = new Calls(callback)
  const target = simulator.pushTo(calls.handler, { token, encodingAESKey: aesKey || undefined })
  await target.verify()
  const unverified = calls.problemOfCheck()
  found({
    step: 'Callback address',
    result: unverified === undefined ? 'good' : 'bad',
    finding: unverified?.finding ?? 'answers the signed GET with its echostr',
    remedy: unverified?.remedy,
  })
  if (unverified !== undefined) return
  simulator.emit({ Event: TEST_EVENT, FromUserName: 'oDOCTOR0000000000000000000000' }, { unknown: true })
  await simulator.settled()
  target.stop()
  callback.signal.throwIfAborted()
  const report = simulator.pushes.at(-1)
  const accepted = report?.outcome === 'accepted' || report?.outcome === 'replied'
  const refused = calls.problemOfCall()
  found({
    step: 'Callback event',
    result: accepted ? 'good' : 'bad',
    finding: accepted
      ? `accepts a signed ${aesKey ? 'and encrypted ' : ''}event within 5 s`
      : `does not accept a signed event: ${refused?.finding ?? report?.reason ?? 'no answer'}`,
    remedy: accepted
      ? undefined
      : (refused?.remedy ??
        'Check the AppID and the EncodingAESKey on both sides, and that the raw body reaches EventReceiver.receive. The answer must be empty or success, within 5 s.'),
  })
}

interface Problem {
  readonly finding: string
  readonly remedy: string
}

type Outcome =
  | { readonly status: number; readonly text: string; readonly echostr: string | null }
  | { readonly problem: Problem }

/** Carries the simulator's calls to the address, each once: a repetition gets the answer of the first attempt. */
class Calls {
  readonly #callback: CallbackUnderTest
  #last: { readonly method: string; readonly outcome: Promise<Outcome> } | undefined
  #outcome: Outcome | undefined

  constructor(callback: CallbackUnderTest) {
    this.#callback = callback
  }

  readonly handler: PushHandler = async (request) => {
    if (this.#last?.method !== request.method) {
      this.#last = { method: request.method, outcome: call(this.#callback, request) }
    }
    this.#outcome = await this.#last.outcome
    this.#callback.signal.throwIfAborted()
    if ('problem' in this.#outcome) throw new Error(this.#outcome.problem.finding)
    const { status, text } = this.#outcome
    return new Response(text, { status: status < 200 || status > 599 || BODILESS.includes(status) ? 500 : status })
  }

  /** Why the address could not be called, or answered otherwise than with 200. */
  problemOfCall(): Problem | undefined {
    this.#callback.signal.throwIfAborted()
    const outcome = this.#outcome
    if (outcome === undefined) return { finding: 'was not called', remedy: 'Check the address.' }
    if ('problem' in outcome) return outcome.problem
    const { status } = outcome
    if (status === 200) return undefined
    const moved = status >= 300 && status < 400
    return {
      finding: `answers HTTP ${status}`,
      remedy: moved
        ? 'WeChat does not follow redirects: give the address that answers.'
        : 'Check the path, and that the token is the same on both sides: EventReceiver refuses what is signed with another.',
    }
  }

  /** The same, or an answer that is not the echostr. */
  problemOfCheck(): Problem | undefined {
    const problem = this.problemOfCall()
    const outcome = this.#outcome
    if (problem || outcome === undefined || 'problem' in outcome || outcome.text === outcome.echostr) return problem
    return {
      finding: `answers 200, but not with the echostr: ${described(outcome.text)}`,
      remedy: 'Answer the GET with the echostr alone, as plain text: EventReceiver.verifyUrl returns it.',
    }
  }
}

/** Statuses with which no answer can be made here that has a body. */
const BODILESS = [204, 205, 304]

const described = (text: string): string =>
  text === '' ? 'an empty body' : `a body of ${text.length} characters, such as ${JSON.stringify(text.slice(0, 20))}`

async function call({ url, signal }: CallbackUnderTest, request: Request): Promise<Outcome> {
  const { search, searchParams } = new URL(request.url)
  const deadline = AbortSignal.timeout(DEADLINE_MS)
  try {
    const response = await fetch(`${url}${url.includes('?') ? `&${search.slice(1)}` : search}`, {
      method: request.method,
      redirect: 'manual',
      signal: AbortSignal.any([deadline, signal]),
      ...(request.method === 'POST'
        ? { body: await request.text(), headers: { 'content-type': request.headers.get('content-type') ?? 'text/xml' } }
        : {}),
    })
    return { status: response.status, text: await response.text(), echostr: searchParams.get('echostr') }
  } catch (error) {
    if (deadline.aborted) {
      const finding = `does not answer within ${DEADLINE_MS / 1000} s`
      return {
        problem: {
          finding,
          remedy: 'WeChat waits 5 s: answer at once, and see that the handler answers at all (toNodeHandler on Node).',
        },
      }
    }
    const { code = 'no connection' } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException
    const finding = code === 'ECONNREFUSED' ? 'refuses the connection' : `cannot be reached: ${code}`
    return {
      problem: { finding, remedy: 'Check host and port, and that the server runs and can be reached from here.' },
    }
  }
}
