// What an endpoint of the simulator is: the fields it takes, in which order it refuses, what it answers.
import { isObject } from '../input.js'
import { need } from './refusal.js'
import type { Permission } from './settings.js'
import type { World } from './world.js'

/** The JSON types that WeChat tells apart: a value of another type is `47001 data format error`. `id` is digits in either. */
export type FieldType = 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array' | 'strings' | 'id'

/** A field of a request. */
export interface Field {
  readonly type: FieldType
  /** The code for leaving it out; without one it may be left out. */
  readonly missing?: number
  /** Members of an object, or of every object of an array. */
  readonly fields?: Fields
  /** Most bytes of a text, or of each text of a list. */
  readonly most?: number
  /** What a text, or each text of a list, may say. */
  readonly choices?: { readonly values: readonly string[]; readonly errcode: number }
}

/** Fields by their names, in the order in which WeChat looks at them. */
export type Fields = Readonly<Record<string, Field>>

/** What an endpoint is called with. */
export interface SimulatedCall<Request = Readonly<Record<string, unknown>>> {
  readonly world: World
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
  /** True where success is answered without `errcode` and `errmsg`. */
  readonly bare?: boolean | undefined
  readonly respond: (call: SimulatedCall) => object
}

/** Endpoints by method and path: `POST /card/create`. */
export type EndpointTable = Readonly<Record<string, Endpoint>>

type RequestOf<Method> = Method extends (request: infer Request, ...rest: never[]) => unknown
  ? NonNullable<Request>
  : never
type ResponseOf<Method> = Method extends (...values: never[]) => Promise<infer Response> ? Response : never

/** Makes the endpoint behind one method of the API; its answer has to be what that method promises. */
export function endpoint<Method>(
  definition: Omit<Endpoint, 'respond'> & {
    readonly respond: (call: SimulatedCall<RequestOf<Method>>) => Omit<ResponseOf<Method>, 'errcode' | 'errmsg'>
  },
): Endpoint {
  return definition as unknown as Endpoint // checkFields has seen that the request is what the method takes
}

/** A field that must be there. `missing` is the code for leaving it out. */
export const required = (type: FieldType, missing = 41011, fields?: Fields): Field => ({
  type,
  missing,
  ...(fields && { fields }),
})

/** A field that may be left out. */
export const optional = (type: FieldType, fields?: Fields): Field => ({ type, ...(fields && { fields }) })

/** Those fields that are there: an update leaves out what it does not change. */
export const whereGiven = (fields: Fields, given: unknown): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => isObject(given) && name in given))

/** Refuses what is missing or of the wrong type, in the order of the fields. */
export function checkFields(request: Readonly<Record<string, unknown>>, fields: Fields, path = ''): void {
  for (const [name, { type, missing, fields: members }] of Object.entries(fields)) {
    const value = request[name]
    if (value === undefined || value === null || (value === '' && missing !== undefined)) {
      if (missing !== undefined) need(false, missing, missing === 41011 ? { about: `${path}${name}` } : {})
      continue
    }
    need(IS[type](value), 47001)
    if (members === undefined) continue
    for (const each of Array.isArray(value) ? value : [value]) {
      need(isObject(each), 47001)
      checkFields(each, members, `${path}${name}.`)
    }
  }
}

const IS: Readonly<Record<FieldType, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  integer: (value) => Number.isInteger(value),
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  object: isObject,
  array: Array.isArray,
  strings: (value) => Array.isArray(value) && value.every((each) => typeof each === 'string'),
  id: (value) => Number.isInteger(value) || (typeof value === 'string' && /^\d+$/.test(value)),
}
