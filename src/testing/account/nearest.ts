// The name that was probably meant.

/** The one of the names that is nearest to what was written, if any is near. */
export function nearest(written: string, names: Iterable<string>): string | undefined {
  if (written.length > 80) return undefined
  let best: string | undefined
  let least = Math.max(2, Math.floor(written.length / 4)) + 1
  for (const name of names) {
    const distance = distanceOf(plain(written), plain(name))
    if (distance < least) {
      best = name
      least = distance
    }
  }
  return best
}

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z\d]/g, '')

/** How many letters have to be changed, added or taken away. */
function distanceOf(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let i = 1; i <= one.length; i++) {
    const next = [i]
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same))
    }
    row = next
  }
  return row[other.length] ?? 0
}
