// What an endpoint of the simulator is: the fields it takes, in which order it refuses, what it answers.
import type { EmptyRequest, FileRequest, RouteTable } from '../../transport/route.js'
import { isObject } from '../../validate.js'
import type { SimulatedAccount } from '../account/account.js'
import type { Permission } from '../account/options.js'
import { refusal } from '../account/refusal.js'

/**
 * The JSON types that WeChat tells apart: a value of another type is `47001 data format error`. `id` is digits in either.
 * `text` also takes a number, and `digits` also a whole number that is written as text: both hand on what they are named
 * after. They are for fields that WeChat's own samples show in either form.
 */
export type FieldType =
  | 'string'
  | 'text'
  | 'integer'
  | 'digits'
  | 'number'
  | 'boolean'
  | 'object'
  | 'array'
  | 'strings'
  | 'id'

/** A field of a request. */
export interface Field {
  readonly type: FieldType
  /** The code for leaving it out; without one it may be left out. */
  readonly missing?: number
  /** Members of an object, or of every object of an array. */
  readonly fields?: Fields
  /** Most bytes of a text, or of each text of a list. */
  readonly most?: number
  /** Most characters of a text, where WeChat is known to count those. */
  readonly mostCharacters?: number
  /** What a text, or each text of a list, may say. */
  readonly choices?: { readonly values: readonly string[]; readonly errcode: number }
  /** It is looked for in the query, too: WeChat's pages and the software of others show it in both places. */
  readonly inQuery?: boolean
}

/** Fields by their names, in the order in which WeChat looks at them. */
export type Fields = Readonly<Record<string, Field>>

/** What an endpoint is called with. */
export interface SimulatedCall<Request = Readonly<Record<string, unknown>>> {
  readonly account: SimulatedAccount
  /** The JSON body of a POST, or the query of a GET without the token. Its fields have been checked. */
  readonly request: Request
  /** Without the token. */
  readonly query: URLSearchParams
  /** What an upload carries. */
  readonly file?: UploadedFile | undefined
  /** Whether there is an endpoint at a path. */
  readonly knows: (path: string) => boolean
}

/** A file that arrived in a form. */
export interface UploadedFile {
  readonly part: string
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array
}

/** One endpoint, whatever its request and its answer. */
export interface Endpoint {
  /** What it takes. A function where one part of a request decides what the rest must be. */
  readonly fields?: Fields | ((request: Readonly<Record<string, unknown>>) => Fields) | undefined
  /** `none`: it takes no access token; `component`: a third-party platform's own. */
  readonly token?: 'none' | 'component' | undefined
  /** What it takes instead of a JSON body: a form with a file, or nothing at all. */
  readonly body?: 'form' | 'none' | undefined
  /** What the account must have been given for it. */
  readonly permission?: Permission | undefined
  /** True where success is answered without `errcode` and `errmsg`, or is the bytes of a picture. */
  readonly bare?: boolean | undefined
  readonly respond: (call: SimulatedCall) => object
}

/** Endpoints by method and path: `POST /card/create`. */
export type EndpointTable = Readonly<Record<string, Endpoint>>

type RequestOf<Method> = Method extends (request: infer Request, ...rest: never[]) => unknown
  ? NonNullable<Request>
  : never
type ResponseOf<Method> = Method extends (...values: never[]) => Promise<infer Response> ? Response : never

/** A declaration of each field that a request has; others may be declared beside. */
type FieldsOf<Request> = Request extends EmptyRequest | FileRequest
  ? unknown
  : {
      readonly fields:
        | { readonly [Name in keyof Request & string]-?: Field }
        | ((request: Readonly<Record<string, unknown>>) => Fields)
    }

/** The endpoint behind one method of the API: it looks at all that the method takes, and answers what the method promises. */
type EndpointOf<Method> = Omit<Endpoint, 'respond' | 'fields'> &
  FieldsOf<RequestOf<Method>> & {
    readonly respond: (call: SimulatedCall<RequestOf<Method>>) => Omit<ResponseOf<Method>, 'errcode' | 'errmsg'>
  }

/** The endpoints of a group by the names of its methods: none missing, none too many. */
export type GroupEndpoints<Api> = { readonly [Name in keyof RouteTable<Api>]: EndpointOf<Api[Name]> }

/** A field that must be there. `missing` is the code for leaving it out. */
export const required = (type: FieldType, missing = 41011, fields?: Fields): Field => ({
  type,
  missing,
  ...(fields && { fields }),
})

/** A field that may be left out. */
export const optional = (type: FieldType, fields?: Fields): Field => ({ type, ...(fields && { fields }) })

/** A field that counts in the query, too, where the body does not hold it. */
export const inQuery = (field: Field): Field => ({ ...field, inQuery: true })

/**
 * Those fields of a change that are there. An empty text changes nothing, as if it were left out: WeChat's own sample of
 * `/card/update` sends `"prerogative": ""`.
 */
export const whereChanged = (fields: Fields, given: unknown): Fields => {
  const change = isObject(given) ? given : {}
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([name]) => Object.hasOwn(change, name))
      .map(([name, field]) => [name, change[name] === '' ? optional(field.type) : field]),
  )
}

/**
 * Reads a request as WeChat does, in the order of the fields: refuses what is missing or of the wrong type, drops empty
 * texts of fields that may be left out, and brings numbers and texts into the form in which the field is read. Members
 * without a declaration are handed on as they are. The request itself stays as it is.
 */
export function readFields(
  request: Readonly<Record<string, unknown>>,
  fields: Fields,
  path = '',
): Readonly<Record<string, unknown>> {
  let read = request
  const change = (name: string, value: unknown): void => {
    if (read === request) read = { ...request }
    const target = read as Record<string, unknown> // the copy
    if (value === undefined) delete target[name]
    else target[name] = value
  }
  for (const [name, { type, missing, fields: members }] of Object.entries(fields)) {
    const value = Object.hasOwn(request, name) ? request[name] : undefined
    const place = `${path}${name}`
    if (value === undefined || value === '') {
      if (missing !== undefined) {
        const reason = `${place} is ${value === '' ? 'an empty text' : 'missing'}: ${WANTED[type]} is wanted`
        // WeChat names a place in a list without its number.
        throw refusal(missing, { ...(missing === 41011 && { about: place.replace(/\[\d+\]/g, '') }), reason })
      }
      if (value === undefined) continue
      if (ACCEPTS_EMPTY.has(type)) {
        change(name, undefined)
        continue
      }
    }
    needType(type, value, place)
    if (type === 'text' && typeof value === 'number') change(name, String(value))
    if (type === 'digits' && typeof value === 'string') change(name, Number(value))
    if (members === undefined) continue
    if (!Array.isArray(value)) {
      needType('object', value, place)
      const inside = readFields(value as Record<string, unknown>, members, `${place}.`)
      if (inside !== value) change(name, inside)
      continue
    }
    const inside = value.map((each, index) => {
      needType('object', each, `${place}[${index}]`)
      return readFields(each, members, `${place}[${index}].`)
    })
    if (inside.some((each, index) => each !== value[index])) change(name, inside)
  }
  return read
}

function needType(type: FieldType, value: unknown, place: string): void {
  if (!IS[type](value)) throw refusal(47001, { reason: `${place} is ${shown(value)}: ${WANTED[type]} is wanted` })
}

/** A value as a developer recognises it. */
function shown(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'object') return 'an object'
  const text = JSON.stringify(value)
  const short = text.length > 40 ? `${text.slice(0, 40)}…` : text
  if (typeof value === 'number') return `the number ${short}`
  return typeof value === 'string' ? `the text ${short}` : short
}

/** Types whose empty text says "left out". */
const ACCEPTS_EMPTY: ReadonlySet<FieldType> = new Set(['string', 'text', 'digits', 'id'])

const WANTED: Readonly<Record<FieldType, string>> = {
  string: 'text',
  text: 'text',
  integer: 'a whole number',
  digits: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  strings: 'a list of texts',
  id: 'a number, or digits as text,',
}

const IS: Readonly<Record<FieldType, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  text: (value) => typeof value === 'string' || typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  digits: (value) => Number.isInteger(value) || (typeof value === 'string' && /^-?\d{1,15}$/.test(value)),
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  object: isObject,
  array: Array.isArray,
  strings: (value) => Array.isArray(value) && value.every((each) => typeof each === 'string'),
  id: (value) => Number.isInteger(value) || (typeof value === 'string' && /^\d+$/.test(value)),
}
