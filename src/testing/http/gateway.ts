// The way of every request through the simulated platform, in WeChat's order: method, token, quota, body, fields,
// permission, and only then what the endpoint itself finds.
import { explainRefusal } from '../../errcodes/explain.js'
import type { SimulatedAccount } from '../account/account.js'
import { readJson, withoutNulls } from '../account/json-body.js'
import { ALPHABET } from '../account/random.js'
import { need, Refusal, refusal } from '../account/refusal.js'
import { type Endpoint, type EndpointTable, type Fields, readFields, type UploadedFile } from './endpoint.js'
import { checkLimits } from './limits.js'

/** A request as it arrives, whichever way. */
export interface IncomingRequest {
  readonly method: string
  /** Path and query. */
  readonly target: string
  readonly contentType: string
  readonly body: Uint8Array
  /** What a server got beside it, with names in small letters. */
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined
}

/** An answer on its way out. */
export interface Reply {
  readonly status: number
  readonly contentType: string
  readonly body: string
  /** What is answered instead of the text, where it is none. */
  readonly bytes?: Uint8Array<ArrayBuffer> | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** What was done with a request. */
export interface Handled {
  readonly reply: Reply
  /** 0 for success, `undefined` where something in the simulator itself went wrong. */
  readonly errcode: number | undefined
  readonly rid?: string | undefined
  /** Why it was refused, for the developer alone. */
  readonly reason?: string | undefined
}

/** The address that a request was made to; of a target that is none, the root, where there is nothing. */
export function urlOf(target: string): URL {
  try {
    return new URL(target, 'http://wechat')
  } catch {
    return new URL('http://wechat/')
  }
}

/** WeChat labels its JSON like this. */
export const JSON_TYPE = 'application/json; encoding=utf-8'

/** Carries one request out, or refuses it. */
export async function handle(
  account: SimulatedAccount,
  endpoints: EndpointTable,
  incoming: IncomingRequest,
): Promise<Handled> {
  try {
    const answer = await carryOut(account, endpoints, incoming)
    return { reply: answer instanceof Uint8Array ? pictureReply(answer) : toReply(answer), errcode: 0 }
  } catch (error) {
    if (!(error instanceof Refusal)) return broken(error)
    const { errcode, members } = error
    const rid = newRid(account)
    const errmsg = `${error.message}${hintOf(account, incoming)} rid: ${rid}`
    const reason = error.reason ?? causeOf(incoming, errcode, error.message)
    return { reply: toReply({ errcode, errmsg, ...members }), errcode, rid, reason }
  }
}

/** What is answered when the simulator itself fails: its own fault, which nobody may take for one of the network. */
export function broken(error: unknown): Handled {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  const reason = `the simulator itself failed, which is a fault of it and not of WeChat: ${text}`
  return {
    reply: { status: 500, contentType: JSON_TYPE, body: JSON.stringify({ error: reason }) },
    errcode: undefined,
    reason,
  }
}

/** What is known of a code, where the endpoint did not say more. */
function causeOf({ method, target }: IncomingRequest, errcode: number, errmsg: string): string {
  const [path] = target.split('?')
  return explainRefusal(`${method} ${path}`, errcode, errmsg).hint
}

/** The answer with which any request can be refused, as a fault does. */
export function refuseWith(account: SimulatedAccount, errcode: number, errmsg?: string): Handled {
  const rid = newRid(account)
  const text = `${refusal(errcode, errmsg === undefined ? {} : { errmsg }).message} rid: ${rid}`
  return {
    reply: toReply({ errcode, errmsg: text }),
    errcode,
    rid,
    reason: 'a fault of simulator.faults answered this',
  }
}

async function carryOut(
  account: SimulatedAccount,
  endpoints: EndpointTable,
  incoming: IncomingRequest,
): Promise<object> {
  const { method } = incoming
  const { pathname, searchParams: query } = urlOf(incoming.target)
  const endpoint = endpointAt(endpoints, method, pathname, query)
  if (endpoint.token !== 'none') {
    checkToken(account, endpoint.token, query.get('access_token'))
    query.delete('access_token')
  }
  account.quotas.count(pathname)
  const { request: sent, file } = await read(endpoint, method, query, incoming)
  const fields = typeof endpoint.fields === 'function' ? endpoint.fields(sent) : (endpoint.fields ?? {})
  const request = readFields(withQuery(sent, fields, query), fields)
  if (endpoint.permission) need(account.may(endpoint.permission), 48001)
  checkLimits(account.settings, request, fields)
  const knows = (path: string): boolean => Object.keys(endpoints).some((key) => /^\S+ ([^?]*)/.exec(key)?.[1] === path)
  const answer = endpoint.respond({ account, request, query, file, knows })
  return endpoint.bare ? answer : { errcode: 0, errmsg: 'ok', ...answer }
}

/** A good token of the wrong kind is told apart from one that is not good. */
function checkToken(account: SimulatedAccount, wanted: 'component' | undefined, token: string | null): void {
  if (account.agents.isToken(token)) {
    account.agents.checkToken(token)
    need(wanted === 'component', 61015)
  } else {
    account.credentials.check(token)
    need(wanted === undefined, 61014)
  }
}

function endpointAt(endpoints: EndpointTable, method: string, path: string, query: URLSearchParams): Endpoint {
  // Some endpoints are told apart by a part of their query.
  const places = [`${path}?action=${query.get('action')}`, path]
  for (const place of places) {
    const found = endpoints[`${method} ${place}`]
    if (found) return found
  }
  if (Object.keys(endpoints).some((place) => place.startsWith(`${method} ${path}?action=`))) throw refusal(72027)
  if (places.some((place) => endpoints[`POST ${place}`])) throw refusal(43002)
  if (places.some((place) => endpoints[`GET ${place}`])) throw refusal(43001)
  // From WeChat's list of global return codes; the rest of the text is the simulator's.
  throw refusal(40066, { errmsg: `invalid url: the simulator has no endpoint ${method} ${path}` })
}

const decoder = new TextDecoder()

interface ReadRequest {
  readonly request: Record<string, unknown>
  readonly file?: UploadedFile | undefined
}

async function read(
  endpoint: Endpoint,
  method: string,
  query: URLSearchParams,
  { body, contentType }: IncomingRequest,
): Promise<ReadRequest> {
  if (method === 'GET') return { request: Object.fromEntries(query) }
  if (endpoint.body === 'form') return { request: {}, file: await fileIn(body, contentType) }
  if (body.length === 0 && endpoint.body === 'none') return { request: {} }
  need(body.length > 0, 44002, { reason: 'the request has no body: a JSON object is wanted' })
  const text = decoder.decode(body)
  // WeChat refuses escapes of what could be written as it is.
  const [written] = /\\u(?!00[01])[\da-f]{4}/i.exec(text) ?? []
  if (written !== undefined) {
    throw refusal(40033, { reason: `the body holds the escape ${written}: write the character itself, as UTF-8` })
  }
  const json = readJson(text)
  if ('wrong' in json) throw refusal(47001, { reason: json.wrong })
  return { request: withoutNulls(json.object) }
}

/** The request, with those of its fields that may stand in the query instead. */
function withQuery(
  request: Readonly<Record<string, unknown>>,
  fields: Fields,
  query: URLSearchParams,
): Readonly<Record<string, unknown>> {
  let whole = request
  for (const [name, { inQuery }] of Object.entries(fields)) {
    if (inQuery && !Object.hasOwn(request, name) && query.has(name)) whole = { ...whole, [name]: query.get(name) }
  }
  return whole
}

async function fileIn(body: Uint8Array, contentType: string): Promise<UploadedFile> {
  need(body.length > 0, 44001)
  let form: FormData
  try {
    form = await new Response(body as Uint8Array<ArrayBuffer>, { headers: { 'content-type': contentType } }).formData()
  } catch {
    throw refusal(41005)
  }
  for (const [part, value] of form) {
    if (typeof value === 'string') continue
    return { part, name: value.name, type: value.type, bytes: new Uint8Array(await value.arrayBuffer()) }
  }
  throw refusal(41005)
}

/** The older tail, which cards still carry before the newer one: not a word of help, but of WeChat's own. */
const hintOf = (account: SimulatedAccount, { target }: IncomingRequest): string =>
  target.startsWith('/card/') ? ` hint: [${account.ridRandom.text(14, ALPHABET.hint)}]` : ''

/** Three groups of eight hex digits, of which the first is the time. */
function newRid(account: SimulatedAccount): string {
  const time = (account.seconds() >>> 0).toString(16).padStart(8, '0')
  return `${time}-${account.ridRandom.text(8, ALPHABET.hex)}-${account.ridRandom.text(8, ALPHABET.hex)}`
}

/** A picture, or nothing where there is none. */
const pictureReply = (bytes: Uint8Array): Reply => ({
  status: bytes.length > 0 ? 200 : 404,
  contentType: 'image/png',
  body: '',
  bytes: bytes as Uint8Array<ArrayBuffer>, // which it was made with
})

const toReply = (answer: object): Reply => ({ status: 200, contentType: JSON_TYPE, body: JSON.stringify(answer) })
