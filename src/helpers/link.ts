// Reads the parameters of a link the way WeChat writes them, without the habits of form decoding.
import type { InputProblem } from '../errors.js'
import { type Check, validate } from '../validate.js'

/** A link without `#` and what follows, which WeChat glues to the last parameter. */
export const withoutFragment = (link: string): string => link.split('#', 1)[0] as string // a split has a first part

/**
 * Picks parameters out of `name=value` pairs: values are percent-decoded once, and `+` stays `+`. Empty pairs and other
 * parameters are skipped; a missing parameter is an empty string, unless its check refuses `undefined`. One that stands
 * there twice, cannot be decoded or fails its check becomes a problem.
 */
export function readParameters<Name extends string>(
  pairs: readonly string[],
  checks: Readonly<Record<Name, Check>>,
  problems: InputProblem[],
): Record<Name, string> {
  const names = Object.keys(checks) as Name[] // the keys of a record are of its key type
  const values = names.map((name) => {
    const found = pairs.filter((pair) => pair === name || pair.startsWith(`${name}=`))
    if (found.length > 1)
      problems.push({ field: name, expected: 'in the link once', received: `${found.length} of it` })
    try {
      const value = found[0] && decodeURIComponent(found[0].slice(name.length + 1))
      problems.push(...validate(name, value, checks[name]))
      return [name, value ?? '']
    } catch {
      problems.push({ field: name, expected: 'percent-encoded UTF-8', received: 'a malformed escape' })
      return [name, '']
    }
  })
  return Object.fromEntries(values) as Record<Name, string> // one entry for each name
}
