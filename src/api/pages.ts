// Lists that come in pages: how a row says so, and the types of the methods that go through all pages.
import type { Pages } from '../transport/route.js'
import { type Check, integer, optional, type ShapeOf } from '../validate.js'

/** A request for all pages: what a page's request holds, with the place of the first page and its size left open. */
export type AllPages<Request, Paging extends keyof Request> = Omit<Request, Paging> & Partial<Pick<Request, Paging>>

type RequestOf<List> = List extends (request: infer Request, ...rest: never[]) => unknown ? NonNullable<Request> : never
type AnswerOf<List> = List extends (...values: never[]) => Promise<infer Answer extends object> ? Answer : never

/** {@link Pages} of one list, by the types of its method. */
interface PagesOf<Request, Answer extends object, Name> extends Pages {
  readonly method: Name & string
  readonly request: ShapeOf<Request>
  readonly from: keyof Request & string
  readonly list: keyof Answer & string
  items?(answer: Answer, from: unknown): readonly unknown[]
  next(answer: Answer, from: unknown, length: number): string | number | undefined
}

/** Says how a list comes in pages. `List` is the method that brings one, `Paging` has the method that goes through all. */
export const pages = <List, Paging>(said: PagesOf<RequestOf<List>, AnswerOf<List>, keyof Paging>): Pages => said

/** How many entries to pass over. */
export const passedOver: Check = integer(0, Number.MAX_SAFE_INTEGER, 'an integer from 0')

/** How many entries a page may hold. */
export const pageOf = (most: number): Check => optional(integer(1, most))

/** Reads a number that some endpoints answer as text. What is neither is no number. */
export const numberOf = (value: unknown): number =>
  typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN

/** Pages are told by how many entries are passed over, and an answer says how many there are in all. */
export const untilTotal =
  <Field extends string>(total: Field) =>
  (answer: { readonly [Name in Field]: number | string }, from: unknown, length: number): number | undefined => {
    const passed = (from as number) + length // the request has been checked
    return passed >= numberOf(answer[total]) ? undefined : passed
  }
