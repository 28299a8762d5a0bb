// Each field of each request that the types know is found when it is written as JavaScript writes names.
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { groupRoutes } from '../../../src/api/groups.js'
import type { Route } from '../../../src/transport/route.js'
import { Spelling } from '../../../src/transport/spelling.js'
import samples from '../../fixtures/samples.json' with { type: 'json' }

/** The rows by the names of their methods. */
const ROWS: Readonly<Record<string, Route>> = Object.fromEntries(
  Object.entries<Readonly<Record<string, Route>>>(groupRoutes).flatMap(([group, table]) =>
    Object.entries(table).map(([name, route]) => [`${group}.${name}`, route]),
  ),
)

/** Method by method, the names of all fields that its request may have, on every level, as the types have them. */
function requestFields(): ReadonlyMap<string, ReadonlySet<string>> {
  const path = fileURLToPath(new URL('../../../src/api/groups.ts', import.meta.url))
  const { NodeNext } = ts.ModuleKind
  const moduleResolution = ts.ModuleResolutionKind.NodeNext
  const program = ts.createProgram([path], { strict: true, module: NodeNext, moduleResolution, skipLibCheck: true })
  const checker = program.getTypeChecker()
  const module = checker.getSymbolAtLocation(program.getSourceFile(path) as ts.SourceFile) as ts.Symbol
  const [groups] = checker.getExportsOfModule(module).filter(({ name }) => name === 'ApiGroups') as [ts.Symbol]
  const walk = (type: ts.Type, names: Set<string>): void => {
    const parts = type.isUnion()
      ? type.types
      : checker.isArrayType(type)
        ? checker.getTypeArguments(type as ts.TypeReference)
        : []
    for (const part of parts) walk(part, names)
    if (parts.length > 0 || (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) === 0) return
    for (const property of type.getProperties()) {
      if (property.declarations?.[0]?.getSourceFile().fileName.includes('/src/api/') !== true) continue
      names.add(property.name)
      walk(checker.getTypeOfSymbol(property), names)
    }
  }
  const found = new Map<string, Set<string>>()
  for (const group of checker.getDeclaredTypeOfSymbol(groups).getProperties()) {
    for (const method of checker.getTypeOfSymbol(group).getProperties()) {
      if (!(`${group.name}.${method.name}` in ROWS)) continue // goes through the pages of a list
      const names = new Set<string>()
      const [request] = checker.getTypeOfSymbol(method).getCallSignatures()[0]?.getParameters() ?? []
      if (request) walk(checker.getTypeOfSymbol(request), names)
      found.set(`${group.name}.${method.name}`, names)
    }
  }
  return found
}

const camelCase = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())

const rowOf = (method: string): Route => ROWS[method] as Route

test('every row finds each field of its request under another spelling, and takes the right one', () => {
  const notFound: string[] = []
  for (const [method, names] of requestFields()) {
    const row = rowOf(method)
    if (row.part !== undefined) continue
    const spelling = new Spelling(row)
    for (const name of names) {
      expect(spelling.validate({ [name]: 1 })).toEqual([])
      if (!name.includes('_')) continue
      const [problem] = spelling.validate({ [camelCase(name)]: 1 })
      if (problem?.expected !== `left out: there is no such field (did you mean ${name}?)`) {
        notFound.push(`${method} ${name}`)
      }
    }
  }
  expect(notFound, 'add each name to check, diagnose or fields of its row').toEqual([])
}, 60_000)

describe('a published sample is written as WeChat writes', () => {
  const sent = (samples as readonly { method: string; request?: string }[]).filter(({ request }) => request)
  test.each(sent)('$method $request', ({ method, request = '' }) => {
    expect(new Spelling(rowOf(method)).validate(JSON.parse(request))).toEqual([])
  })
})
