// Lists that come in pages, as one sequence.
import { monotonicNow } from '../clock.js'
import type { Route } from '../transport/route.js'
import {
  type Check,
  describe,
  integer,
  isObject,
  object,
  throwIfInvalid,
  validate,
  validateObject,
} from '../validate.js'
import { unusableAnswer } from './unusable-answer.js'

/** What each field of a request must be. */
export type RequestShape<Request> = { readonly [Field in keyof Required<Request>]: Check }

/**
 * Goes through `items` once the request for them was found to be right. That happens at the first step, where a `for
 * await` can catch it. A field that is not known is refused: a misspelt filter would bring everything.
 */
export async function* checkedFirst<Request, Item>(
  subject: string,
  request: Request,
  shape: RequestShape<Request>,
  items: (request: Request) => AsyncGenerator<Item, void, undefined>,
): AsyncGenerator<Item, void, undefined> {
  const notAnObject = validate('request', request, object)
  throwIfInvalid(subject, notAnObject.length > 0 ? notAnObject : validateObject('', request, shape))
  yield* items(request)
}

/** A whole answer whose list was looked at. */
type WithList<Answer, Field extends keyof Answer> = Answer & { readonly [Name in Field]: NonNullable<Answer[Name]> }

/**
 * Waits for an answer and looks at its list, before anything goes through it.
 *
 * @param route Where it was asked for.
 * @param isEntry What each entry has to be. Entries are objects unless it says otherwise.
 * @throws A {@link TransportError}, `ERR_RESPONSE`: the answer has no such list, or an entry of another kind.
 */
export async function withList<Answer extends object, Field extends keyof Answer & string>(
  route: Route,
  field: Field,
  answer: Promise<Answer>,
  isEntry: (entry: unknown) => boolean = isObject,
): Promise<WithList<Answer, Field>> {
  const started = monotonicNow()
  const received = await answer
  const list: unknown = received[field]
  const endpoint = `${route.method} ${route.path}`
  if (!Array.isArray(list)) throw unusableAnswer(endpoint, `${field} must be a list, got ${describe(list)}`, started)
  const odd = list.findIndex((entry) => !isEntry(entry))
  if (odd === -1) return received as WithList<Answer, Field>
  throw unusableAnswer(endpoint, `${field}[${odd}] is no entry of a list, got ${describe(list[odd])}`, started)
}

/** Reads a number that some endpoints answer as text. What is neither is no number. */
export const numberOf = (value: unknown): number =>
  typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN

/** How many entries to pass over. */
export const passedOver: Check = integer(0, Number.MAX_SAFE_INTEGER, 'an integer from 0')

/** One page of a list that is told by how many entries are passed over. */
export interface OffsetPage<Item> {
  /** The entries of this page, in their order. */
  readonly items: readonly Item[]
  /** How many there are in all. Some endpoints answer it as text. */
  readonly total: number | string
}

/**
 * Goes through a list from `offset` to its end, page by page, each fetched when it is needed. Entries that WeChat adds or
 * removes meanwhile may be missed or come twice, as with any list that is told by offsets.
 */
export async function* byOffset<Item>(
  offset: number,
  page: (offset: number) => Promise<OffsetPage<Item>>,
): AsyncGenerator<Item, void, undefined> {
  for (let passed = offset; ; ) {
    const { items, total } = await page(passed)
    yield* items
    passed += items.length
    if (items.length === 0 || passed >= numberOf(total)) return
  }
}

/** One page of a list that is told by where the next one begins. */
export interface CursorPage<Item, Cursor> {
  /** The entries of this page, in their order. */
  readonly items: readonly Item[]
  /** `undefined` after the last page. */
  readonly next: Cursor | undefined
}

/** Goes through a list whose pages tell where the next one begins. Ends too when a page points to itself. */
export async function* byCursor<Item, Cursor>(
  first: Cursor,
  page: (cursor: Cursor) => Promise<CursorPage<Item, Cursor>>,
): AsyncGenerator<Item, void, undefined> {
  for (let cursor: Cursor = first; ; ) {
    const { items, next } = await page(cursor)
    yield* items
    if (next === undefined || next === cursor || items.length === 0) return
    cursor = next
  }
}

/** A request for all pages: what a page's request holds, with the place of the first page and its size left open. */
export type AllPages<Request, Paging extends keyof Request> = Omit<Request, Paging> & Partial<Pick<Request, Paging>>
