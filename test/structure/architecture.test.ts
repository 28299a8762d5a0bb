// docs/architecture.md: the files and rooms that it names are there, and every room is in its picture.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')
const text = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8')
const [picture = ''] = /```\nsrc\/[\s\S]*?```/.exec(text) ?? []

test('the picture shows every room and every file beside them', () => {
  const entries = readdirSync(join(ROOT, 'src'), { withFileTypes: true })
  const shown = [...picture.matchAll(/(?<=\s)([a-z-]+(?:\/|\.ts))(?=\s)/g)].map(([, name]) => name).slice(1)
  expect(shown.toSorted()).toEqual(entries.map((entry) => `${entry.name}${entry.isDirectory() ? '/' : ''}`).toSorted())
})

test('each file that is named exists', () => {
  const named = [...text.matchAll(/\b[a-z-]+\/(?:[a-z-]+\/)*(?:[a-z-]+\.ts\b|(?=[^a-z.]))/g)].map(([path]) => path)
  expect(named.length).toBeGreaterThan(40)
  const places = (path: string): string[] => [join(ROOT, 'src', path), join(ROOT, 'docs', path), join(ROOT, path)]
  expect(named.filter((path) => !places(path).some((place) => existsSync(place)))).toEqual([])
})
