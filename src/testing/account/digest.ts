// The digest under all of WeChat's signatures. The simulator's own, sharing nothing with the SDK's helpers.
import { hash } from 'node:crypto'

/** Values sorted by their bytes, joined with nothing between them, under SHA-1 in hex. */
export function sha1OfSorted(values: readonly string[]): string {
  const bytes = values.map((value) => Buffer.from(value)).sort(Buffer.compare)
  return hash('sha1', Buffer.concat(bytes))
}
