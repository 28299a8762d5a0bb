import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { groupRoutes } from '../../../src/api/groups.js'
import { WeChatCardClient } from '../../../src/index.js'
import { ENDPOINTS } from '../../../src/testing/endpoints/all.js'
import type { Route } from '../../../src/transport/route.js'
// Typed from WeChat's pages, one line for each endpoint.
import fixture from '../../fixtures/endpoints.json' with { type: 'json' }

const ROOT = join(import.meta.dirname, '../../..')

const rows: readonly (readonly [string, Readonly<Record<string, Route>>])[] = Object.entries(groupRoutes)

type RowFacts = Pick<Route, 'retryOnErrcodes' | 'verifyWith'>

interface Line extends RowFacts {
  readonly group: string
  readonly name: string
}

/** One list of lines, in an order that does not matter. */
const sorted = (lines: Iterable<string>): string[] => [...lines].sort()

const places = (endpoints: readonly { method: string; path: string }[]): string[] =>
  endpoints.map(({ method, path }) => `${method} ${path}`)

const wechat = new WeChatCardClient({ appId: 'wx00000000000000a1', appSecret: 'unused' })

/** The methods of a group as a user finds them. */
const methodsOf = (group: string): string[] => Object.keys(wechat[group as keyof typeof groupRoutes])

describe('the list of endpoints', () => {
  test('names each method once and each place once', () => {
    const { groups, credentials, pictures, suspended } = fixture
    const methods = groups.map(({ group, name }) => `${group}.${name}`)
    expect(methods).toEqual([...new Set(methods)])
    const everywhere = places([...groups, ...credentials, ...pictures, ...suspended])
    expect(everywhere).toEqual([...new Set(everywhere)])
  })

  test('agrees with the route tables in group, name, method, path and effect', () => {
    const placed = rows.flatMap(([group, table]) =>
      Object.entries(table).map(([name, { method, path, effect }]) => `${group}.${name}: ${method} ${path}, ${effect}`),
    )
    const listed = fixture.groups.map(
      ({ group, name, method, path, effect }) => `${group}.${name}: ${method} ${path}, ${effect}`,
    )
    expect(sorted(placed)).toEqual(sorted(listed))
  })

  test('agrees with the route tables in the codes that are repeated, and in the read that verifies a write', () => {
    const named = ({ retryOnErrcodes = [], verifyWith }: RowFacts): string => `${retryOnErrcodes} ${verifyWith}`
    const placed = rows.flatMap(([group, table]) =>
      Object.entries(table).map(([name, route]) => `${group}.${name}: ${named(route)}`),
    )
    const listed = fixture.groups.map((line: Line) => `${line.group}.${line.name}: ${named(line)}`)
    expect(sorted(placed)).toEqual(sorted(listed))
  })

  test('agrees with the simulator, which has credentials, pictures, suspended products and older addresses besides', () => {
    const { groups, credentials, pictures, suspended, formerly } = fixture
    const all = [...groups, ...credentials, ...pictures, ...suspended, ...formerly]
    expect(sorted(Object.keys(ENDPOINTS))).toEqual(sorted(places(all)))
  })
})

describe('the client', () => {
  test('has every group as a property of its own, and every method as a function of its own in it', () => {
    expect(Object.keys(wechat)).toEqual(expect.arrayContaining(Object.keys(groupRoutes)))
    for (const [group, table] of rows) {
      expect(methodsOf(group)).toEqual(expect.arrayContaining(Object.keys(table)))
      const methods = Object.values(wechat[group as keyof typeof groupRoutes])
      expect(methods.filter((method) => typeof method !== 'function')).toEqual([])
    }
  })

  test('has no group without endpoints', () => {
    expect(sorted(Object.keys(wechat))).toEqual(sorted(Object.keys(groupRoutes)))
  })
})

test('the page about endpoints names every group with all of its methods', () => {
  const page = readFileSync(join(ROOT, 'docs/guide/endpoints.md'), 'utf8')
  const named = page
    .split(/^## /m)
    .slice(1)
    .map((part) => {
      const [group = ''] = part.split('\n')
      const methods = [...part.matchAll(/^\| `(\w+)` \|/gm)].map(([, name = '']) => name)
      return `${group}: ${methods.sort().join(' ')}`
    })
  const offered = rows.map(([group]) => `${group}: ${methodsOf(group).sort().join(' ')}`)
  expect(sorted(named)).toEqual(sorted(offered))
})
