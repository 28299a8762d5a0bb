// Lists that come in pages, as one sequence.
import { type Check, integer, object, problemsOf, problemsOfObject, refuse } from '../input.js'

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
  const notAnObject = problemsOf('request', request, object)
  refuse(subject, notAnObject.length > 0 ? notAnObject : problemsOfObject('', request, shape))
  yield* items(request)
}

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
    if (items.length === 0 || passed >= Number(total)) return
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
