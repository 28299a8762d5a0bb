// Lists that come in pages, as one sequence.
import { monotonicNow } from '../clock.js'
import type { CallOptions, EndpointMethod, Pages, Route } from '../transport/route.js'
import {
  describe,
  fits,
  isObject,
  object,
  type ShapeOf,
  throwIfInvalid,
  validate,
  validateObject,
} from '../validate.js'
import { unusableAnswer } from './unusable-answer.js'

/**
 * Goes through `items` once the request for them was found to be right. That happens at the first step, where a `for
 * await` can catch it. A field that is not known is refused: a misspelt filter would bring everything.
 */
export async function* checkedFirst<Request, Item>(
  subject: string,
  request: Request,
  shape: ShapeOf<Request>,
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

/** A method that goes through all pages of a list. */
type AllPagesMethod = (request?: object, options?: CallOptions) => AsyncGenerator<unknown, void, undefined>

/** Makes the methods that go through all pages, for those lists of a group whose row says how they come in pages. */
export function bindPages(
  group: string,
  routes: Readonly<Record<string, Route>>,
  methods: Readonly<Record<string, EndpointMethod>>,
): Readonly<Record<string, AllPagesMethod>> {
  const made: Record<string, AllPagesMethod> = {}
  for (const [name, route] of Object.entries(routes)) {
    const { pages } = route
    if (pages === undefined) continue
    const subject = `${group}.${pages.method}`
    const none = fits({}, pages.request) ? {} : undefined // a request that may be empty may be left out
    Object.assign(made, {
      [pages.method]: (request: object | undefined = none, options?: CallOptions) =>
        checkedFirst(subject, request as Readonly<Record<string, unknown>>, pages.request, (checked) =>
          allPages(route, pages, methods[name] as EndpointMethod, checked, options),
        ),
    })
  }
  return made
}

/**
 * Goes through a list page by page, each fetched when it is needed. Ends too when a page is empty or points to itself.
 * Entries that WeChat adds or removes meanwhile may be missed or come twice where pages are told by offsets.
 */
export async function* allPages<Item>(
  route: Route,
  { request: shape, first, from, list, isEntry, items, next }: Pages,
  method: (request: never, options?: CallOptions) => Promise<object>,
  request: Readonly<Record<string, unknown>>,
  options: CallOptions | undefined,
): AsyncGenerator<Item, void, undefined> {
  const asked: Record<string, unknown> = { ...first }
  for (const field of Object.keys(shape)) if (request[field] !== undefined) asked[field] = request[field]
  for (;;) {
    const begin = asked[from]
    const answering = method({ ...asked } as never, options) as ReturnType<EndpointMethod>
    const answer = await withList(route, list, answering, isEntry)
    const page = items ? items(answer, begin) : (answer[list] as unknown[]) // withList has looked at it
    yield* page as Item[]
    const after = next(answer, begin, page.length)
    if (after === undefined || after === begin || page.length === 0) return
    asked[from] = after
  }
}
