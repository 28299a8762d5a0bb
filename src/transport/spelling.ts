// Fields of a request under a name that differs from WeChat's in case and dashes alone: `cardId` for `card_id`.
import type { InputProblem } from '../errors.js'
import { describe, squashed } from '../validate.js'
import type { Route } from './route.js'

/**
 * Finds such fields, on every level. WeChat ignores what it does not know without a word, and carries out another call
 * than was meant. A name that the row does not know in any spelling is sent as it is, and so is one beside the right one.
 */
export class Spelling {
  readonly #names = new Set<string>()
  /** Their letters alone, and how WeChat writes them. */
  readonly #written = new Map<string, string>()

  constructor({ check, diagnose, fields = '' }: Pick<Route, 'check' | 'diagnose' | 'fields'>) {
    const paths = [...(check?.paths ?? []), ...(diagnose?.paths ?? [])]
    for (const name of [...paths.flatMap((path) => path.split(/\[\]|\./)), ...fields.split(' ')]) {
      this.#names.add(name)
      this.#written.set(squashed(name), name)
    }
  }

  /** What is written otherwise in a request, in which nothing was found that JSON cannot write. */
  validate(request: object): readonly InputProblem[] {
    return this.#isAsWritten(request) ? [] : this.#problemsIn(request, '')
  }

  /** In one pass, which makes nothing for requests whose names are all known. */
  #isAsWritten(value: object): boolean {
    if (Array.isArray(value)) {
      for (const member of value) if (isNested(member) && !this.#isAsWritten(member)) return false
      return true
    }
    if (writesItself(value)) return true
    for (const name in value) {
      if (!Object.hasOwn(value, name)) continue
      const member: unknown = (value as Record<string, unknown>)[name]
      if (isNested(member) && !this.#isAsWritten(member)) return false
      if (!this.#names.has(name) && this.#written.has(squashed(name))) return false
    }
    return true
  }

  #problemsIn(value: object, place: string): InputProblem[] {
    if (writesItself(value)) return []
    // Array.from: a list may have members of its own, which JSON does not write.
    return Object.entries<unknown>(Array.isArray(value) ? Array.from<unknown>(value) : { ...value }).flatMap(
      ([name, member]) => {
        const field = Array.isArray(value) ? `${place}[${name}]` : (place && `${place}.${name}`) || name
        const inside = isNested(member) ? this.#problemsIn(member, field) : []
        const meant = Array.isArray(value) || this.#names.has(name) ? undefined : this.#written.get(squashed(name))
        const isMeant =
          meant !== undefined && member !== undefined && (value as Record<string, unknown>)[meant] === undefined
        if (!isMeant) return inside
        const expected = `left out: there is no such field (did you mean ${meant}?)`
        return [{ field, expected, received: describe(member) }, ...inside]
      },
    )
  }
}

const isNested = (value: unknown): value is object => typeof value === 'object' && value !== null

/** Its members are its own affair, and may refer to each other: JSON does not write them. */
const writesItself = (value: object): boolean => typeof (value as { toJSON?: unknown }).toJSON === 'function'
