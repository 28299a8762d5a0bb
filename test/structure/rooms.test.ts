import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

const SRC = join(import.meta.dirname, '../../src')

/** A file imports only from its own room and from those listed before it. */
const ROOMS = [
  ['errors.ts'],
  ['clock.ts', 'builtins.ts'],
  ['validate.ts', 'diagnostics.ts'],
  ['errcodes'],
  ['helpers'],
  ['cache'],
  ['events'],
  ['credentials'],
  ['transport'],
  ['api'],
  ['flows'],
  ['options.ts'],
  ['client-credentials.ts'],
  ['client.ts'],
  ['index.ts'],
  ['testing'],
  ['cli'],
]

/** The rooms inside the simulator; the files beside them come last. */
const TESTING_ROOMS = ['account', 'http', 'endpoints', 'phone', 'pushes']

/** What a room may not import although it is listed before. */
const CLOSED: Readonly<Record<string, readonly string[]>> = {
  cache: ['helpers'],
  credentials: ['helpers', 'events'],
  transport: ['helpers', 'events'],
  api: ['helpers', 'cache', 'events', 'credentials'],
  flows: ['events', 'credentials'],
  // A simulator that shares the SDK's own code cannot find its mistakes.
  testing: [
    'helpers',
    'events',
    'credentials',
    'flows',
    'options.ts',
    'client-credentials.ts',
    'client.ts',
    'index.ts',
  ],
}

/** Packages, and the one file that may import each. */
const PACKAGES: Readonly<Record<string, string>> = {
  '@rgrove/parse-xml': 'events/xml.ts',
  ky: 'transport/web-fetch.ts',
  'lru-cache': 'cache/memory.ts',
  msw: 'testing/msw.ts',
  uqr: 'testing/endpoints/qr-picture.ts',
}

interface Import {
  readonly from: string
  readonly to: string
}

/** The console is another program, for browsers: it stands in its own folder and is built by itself. */
const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.startsWith('testing/console/'),
)

const imports: Import[] = files.flatMap((from) =>
  ts.preProcessFile(readFileSync(join(SRC, from), 'utf8')).importedFiles.map(({ fileName: to }) => ({ from, to })),
)

const inside = imports
  .filter(({ to }) => to.startsWith('.'))
  .map(({ from, to }) => ({ from, to: relative(SRC, join(SRC, dirname(from), to)).replace(/\.js$/, '.ts') }))

const roomOf = (file: string): string => file.split('/')[0] as string
const placeOf = (file: string): number => ROOMS.findIndex((rooms) => rooms.includes(roomOf(file)))

describe('the rooms of src', () => {
  test('every file stands in a known room', () => {
    expect(files.filter((file) => placeOf(file) === -1)).toEqual([])
  })

  test('imports are found at all', () => {
    expect(inside.length).toBeGreaterThan(files.length)
    expect(inside).toContainEqual({ from: 'client.ts', to: 'options.ts' })
    expect(inside.filter(({ to }) => !files.includes(to))).toEqual([])
  })

  test('a file imports only from its own room and from those listed before it', () => {
    const fromLater = inside.filter(({ from, to }) => roomOf(from) !== roomOf(to) && placeOf(to) >= placeOf(from))
    expect(fromLater).toEqual([])
  })

  test('inside the simulator too', () => {
    const roomInside = (file: string): string => file.split('/')[1] ?? ''
    const placeInside = (file: string): number => {
      const place = TESTING_ROOMS.indexOf(roomInside(file))
      return place === -1 ? TESTING_ROOMS.length : place
    }
    const within = inside.filter(({ from, to }) => roomOf(from) === 'testing' && roomOf(to) === 'testing')
    expect(within.length).toBeGreaterThan(100)
    expect(within.filter(({ from, to }) => placeInside(to) > placeInside(from))).toEqual([])
  })

  test('nothing imports the console, and the console imports nothing of the house', () => {
    expect(inside.filter(({ to }) => to.startsWith('testing/console/'))).toEqual([])
    const folder = join(SRC, 'testing/console')
    const own = readdirSync(folder).filter((file) => /\.tsx?$/.test(file))
    const outside = own.flatMap((file) =>
      ts
        .preProcessFile(readFileSync(join(folder, file), 'utf8'))
        .importedFiles.filter(({ fileName }) => fileName.startsWith('../')),
    )
    expect(own.length).toBeGreaterThan(10)
    expect(outside).toEqual([])
  })

  test('the simulator takes from the API its types, and in one place the addresses of its rows', () => {
    const read = files
      .filter((file) => file.startsWith('testing/'))
      .filter((file) => /^(import|export) (?!type )[^']*'(\.\.\/)+api\//m.test(readFileSync(join(SRC, file), 'utf8')))
    expect(read).toEqual(['testing/endpoints/all.ts'])
  })

  test('closed doors stay closed', () => {
    const through = inside.filter(({ from, to }) => CLOSED[roomOf(from)]?.includes(roomOf(to)))
    expect(through).toEqual([])
  })

  test('the API sees nothing of transport but its routes', () => {
    const seen = inside.filter(({ from, to }) => roomOf(from) === 'api' && roomOf(to) === 'transport')
    expect(new Set(seen.map(({ to }) => to))).toEqual(new Set(['transport/route.ts']))
  })

  test('helpers import no package, and no module of Node before something is signed', () => {
    const outside = imports.filter(({ from, to }) => roomOf(from) === 'helpers' && !to.startsWith('.'))
    expect(outside).toEqual([])
  })

  test('each package is imported by one file', () => {
    const outside = imports.filter(({ to }) => !to.startsWith('.') && !to.startsWith('node:'))
    expect(outside.filter(({ from, to }) => PACKAGES[to] !== from)).toEqual([])
  })

  test('files do not import each other in a circle', () => {
    const next = new Map(files.map((file) => [file, inside.filter(({ from }) => from === file).map(({ to }) => to)]))
    const circles: string[][] = []
    const done = new Set<string>()
    const walk = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file])
      if (path.includes(file) || done.has(file)) return
      for (const each of next.get(file) ?? []) walk(each, [...path, file])
      done.add(file)
    }
    for (const file of files) walk(file, [])
    expect(circles).toEqual([])
  })
})
