// Where an endpoint is, what it does, and how rows of such facts become methods.
import type { ErrcodeHints } from '../errcodes/types.js'
import type { InputProblem } from '../errors.js'
import type { Shape } from '../validate.js'

/** Longest time that a call may be given, in milliseconds. */
export const LONGEST_TIMEOUT_MS: number = 10 * 60_000

/** Accepted by every method that talks to WeChat, always as its last argument. */
export interface CallOptions {
  /** Ends the call. What the signal was aborted with is thrown as it came. */
  signal?: AbortSignal | undefined
  /**
   * Longest time for the whole call with its retries and waiting, in milliseconds.
   * @defaultValue the client's `totalTimeoutMs`
   */
  totalTimeoutMs?: number | undefined
  /**
   * `true` sends a write again too when its outcome is unknown: only for writes that may happen twice.
   * `false` sends everything once (the replay after a rejected token stays).
   */
  retry?: boolean | undefined
}

/** A request that carries a file. */
export interface FileRequest {
  /** The file's contents. */
  file: Blob | Uint8Array
  /** The file's name, with its ending and without line breaks. */
  filename: string
}

/** What WeChat's pages advise against and WeChat takes all the same, found in a request. */
export interface Advice {
  /** Where it stands. */
  readonly field: string
  /** What is advised, and why. Never a value of the request. */
  readonly message: string
}

/** What in a request explains a refusal: a field, how it is and how it should be. Never its value. */
export interface Finding {
  /** In English. */
  readonly en: string
  /** In Chinese. */
  readonly zh: string
}

/** How a list comes in pages, and by which method all of them are gone through. */
export interface Pages {
  /** The method's name, such as `listAll`. */
  readonly method: string
  /** What each field of its request must be: those of the list's request, where it may leave out what `first` says. */
  readonly request: Shape
  /** Where the first page begins and how long pages are, unless the request says otherwise. */
  readonly first: Readonly<Record<string, string | number>>
  /** The field of a request that says where a page begins. */
  readonly from: string
  /** The field of an answer that holds the entries. */
  readonly list: string
  /** What each entry has to be. Entries are objects unless it says otherwise. */
  readonly isEntry?: ((entry: unknown) => boolean) | undefined
  /** What the method gives of an answer, where that is not the list itself. */
  items?(answer: object, from: unknown): readonly unknown[]
  /** Where the next page begins; `undefined` after the last one. */
  next(answer: object, from: unknown, length: number): string | number | undefined
}

/** A function of a row, with the paths of the fields at which it looks where it can say. */
type Looking<Look> = Look & { readonly paths?: readonly string[] | undefined }

/** An endpoint for {@link WeChatCardClient.call}. */
export interface CallRoute {
  /** A `GET` sends the request as its query, a `POST` as a JSON body or, as an upload, as a form with one file. */
  readonly method: 'GET' | 'POST'
  /** Starts with `/`; may carry a constant query. */
  readonly path: string
  /** `read` changes nothing; a `write` is never sent again while its outcome is unknown. */
  readonly effect: 'read' | 'write'
}

/** An endpoint's place on the wire. */
export interface Route extends CallRoute {
  /** Codes with which WeChat refuses before it does anything, and which pass by themselves: the call is repeated. */
  readonly retryOnErrcodes?: readonly number[] | undefined
  /** The read that tells whether a write of unknown outcome was carried out. Named in the error's message. */
  readonly verifyWith?: string | undefined
  /** What the general advice for a code should say instead at this endpoint. */
  readonly hints?: ErrcodeHints | undefined
  /** Finds what WeChat is shown to refuse or to misread, or what cannot be meant. Runs before anything is sent. */
  readonly check?: Looking<(request: object) => readonly InputProblem[]> | undefined
  /** Finds what WeChat takes although its pages advise against it. Reported before the first attempt. */
  readonly advise?: ((request: object) => readonly Advice[]) | undefined
  /** Finds in a request what WeChat probably refused it for. Runs after a refusal, for its hint. */
  readonly diagnose?: Looking<(errcode: number, request: object) => readonly Finding[]> | undefined
  /** Names of more fields, with blanks between, so that other spellings of them are found. */
  readonly fields?: string | undefined
  /** What is brought comes in pages: a method beside this one goes through all. */
  readonly pages?: Pages | undefined
  /** Most bytes of a reply. */
  readonly maxBytes?: number | undefined
  /** `none` for endpoints that take no access token; `secret` for those that take AppID and AppSecret instead. */
  readonly credential?: 'none' | 'secret' | undefined
  /** Name of the form's part that holds the file of an upload. */
  readonly part?: string | undefined
}

/** A row whose request becomes a JSON body. */
export interface JsonRoute extends Route {
  readonly method: 'POST'
}

/** A row whose request becomes the query. */
export interface QueryRoute extends Route {
  readonly method: 'GET'
}

/** A row whose request is a file, sent as a form. */
export interface UploadRoute extends Route {
  readonly method: 'POST'
  readonly part: string
}

/** What a row may add to method, path and effect. */
export type RouteDetails = Pick<
  Route,
  'retryOnErrcodes' | 'verifyWith' | 'hints' | 'check' | 'advise' | 'diagnose' | 'fields' | 'credential' | 'pages'
>

/** A row for `POST path` with a JSON body. */
export const json = (path: string, effect: 'read' | 'write', details: RouteDetails = {}): JsonRoute => ({
  method: 'POST',
  path,
  effect,
  ...details,
})

/** A row for `GET path` with the request as its query. Whatever it says, such an endpoint changes nothing. */
export const query = (path: string, details: RouteDetails = {}): QueryRoute => ({
  method: 'GET',
  path,
  effect: 'read',
  ...details,
})

/** A row for `POST path` with a file in the form's part of that name. */
export const upload = (path: string, part: string, details: RouteDetails = {}): UploadRoute => ({
  method: 'POST',
  path,
  effect: 'write',
  part,
  ...details,
})

/** The request of an endpoint that wants nothing. It may be left out. */
export type EmptyRequest = Readonly<Record<string, never>>

type Scalar = string | number | boolean | undefined
type NotScalar<Request> = {
  [Field in keyof Request]-?: Request[Field] extends Scalar ? never : Field
}[keyof Request]
type RowFor<Request> = Request extends FileRequest
  ? UploadRoute
  : [NotScalar<Request>] extends [never]
    ? JsonRoute | QueryRoute
    : JsonRoute
type RowOf<Method> = Method extends (request: infer Request, options?: CallOptions) => Promise<object>
  ? 2 extends Parameters<Method & ((...values: never[]) => unknown)>['length']
    ? RowFor<NonNullable<Request>>
    : 'an endpoint takes (request, options?)'
  : 'an endpoint takes (request, options?) and returns the promise of an object'

/** The methods that are one call each. One that goes through pages has no row: the row of its list makes it. */
type CallsOf<Api> = {
  [Name in keyof Api]: Api[Name] extends (...values: never[]) => AsyncGenerator ? never : Name
}[keyof Api]

/** One row per call of `Api`: none missing, none too many, each of a kind that can carry its request. */
export type RouteTable<Api> = { readonly [Name in CallsOf<Api>]: RowOf<Api[Name]> }

/** One endpoint as a function. */
export type EndpointMethod = (request?: object, options?: CallOptions) => Promise<Record<string, unknown>>

/** Makes the function that calls an endpoint. Errors and stack traces name it as `name` says, such as `codes.consume`. */
export type MakeMethod = (route: Route, name?: string) => EndpointMethod

/** Makes the methods of a group from its table. */
export const bindRoutes = (
  group: string,
  routes: Readonly<Record<string, Route>>,
  make: MakeMethod,
): Readonly<Record<string, EndpointMethod>> =>
  Object.fromEntries(Object.entries(routes).map(([name, route]) => [name, make(route, `${group}.${name}`)]))
