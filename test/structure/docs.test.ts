import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { groupRoutes } from '../../src/api/groups.js'
import { WeChatCardClient } from '../../src/index.js'
import type { Route } from '../../src/transport/route.js'

const ROOT = join(import.meta.dirname, '../..')

/** The published entries. */
const ENTRIES = ['index', 'helpers/index', 'testing/index', 'events/index', 'cache/redis', 'cache/keyv']

/** Files that say what goes to WeChat and what comes back. */
const FILES = ['api', 'flows'].flatMap((room) => {
  const folder = join(ROOT, 'src', room)
  return readdirSync(folder).map((name) => join(folder, name))
})

const fileOf = (entry: string): string => join(ROOT, `src/${entry}.ts`)

const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile)
const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT)
const program = ts.createProgram([...ENTRIES.map(fileOf), ...FILES], options)
const checker = program.getTypeChecker()

/** What an editor shows about a name, without its tags. */
const documentationOf = (symbol: ts.Symbol): string =>
  ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim()

const namesOf = (symbols: readonly ts.Symbol[]): string[] => symbols.map(({ name }) => name)

const undocumented = (symbols: readonly ts.Symbol[]): string[] =>
  namesOf(symbols.filter((symbol) => documentationOf(symbol) === ''))

/** What an entry exports, each where it was declared. */
function exportsOf(entry: string): ts.Symbol[] {
  const source = program.getSourceFile(fileOf(entry))
  const module = source && checker.getSymbolAtLocation(source)
  if (module === undefined) throw new Error(`${entry} is no module`)
  return checker
    .getExportsOfModule(module)
    .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol))
}

/** Members of what a symbol stands for, inherited ones and those of intersections included. */
function membersOf(symbol: ts.Symbol): ts.Symbol[] {
  const isType = (symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface)) !== 0
  return (isType ? checker.getDeclaredTypeOfSymbol(symbol) : checker.getTypeOfSymbol(symbol)).getProperties()
}

const isExported = (node: ts.Node): boolean =>
  ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true

/** Places of undocumented fields and methods of a file's exported types, those of types inside them included. */
function undocumentedFieldsOf(path: string): string[] {
  const file = program.getSourceFile(path)
  if (file === undefined) throw new Error(`${path} is not there`)
  const found: string[] = []
  const visit = (type: string, node: ts.Node): void => {
    if (ts.isPropertySignature(node) || ts.isMethodSignature(node)) {
      const symbol = checker.getSymbolAtLocation(node.name)
      const line = file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1
      if (!symbol || documentationOf(symbol) === '') found.push(`line ${line}: ${type}.${node.name.getText(file)}`)
    }
    ts.forEachChild(node, (child) => visit(type, child))
  }
  for (const statement of file.statements) {
    const isType = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)
    if (isType && isExported(statement)) visit(statement.name.text, statement)
  }
  return found
}

const client = exportsOf('index').find(({ name }) => name === 'WeChatCardClient')

/** The groups as a user finds them: properties of the client, with everything that is in them. */
const groups = new Map(
  (client === undefined ? [] : membersOf(client))
    .filter(({ name }) => Object.hasOwn(groupRoutes, name))
    .map((group) => [group.name, { group, methods: membersOf(group) }]),
)

describe.each(ENTRIES)('the entry %s', (entry) => {
  test('exports nothing without documentation', () => {
    const symbols = exportsOf(entry)
    expect(symbols.length).toBeGreaterThan(0)
    expect(undocumented(symbols)).toEqual([])
  })
})

test.each(FILES.map((path) => [relative(ROOT, path), path]))('%s documents every field of its types', (_, path) => {
  expect(undocumentedFieldsOf(path)).toEqual([])
})

describe('the client', () => {
  test('has documentation for every group and member', () => {
    const members = client === undefined ? [] : membersOf(client).filter(({ name }) => !name.includes('#'))
    expect(namesOf(members)).toEqual(expect.arrayContaining(['call', 'decryptCode', ...Object.keys(groupRoutes)]))
    expect(undocumented(members)).toEqual([])
  })
})

const wechat = new WeChatCardClient({ appId: 'wx00000000000000a1', appSecret: 'unused' })

describe.each(Object.entries<Readonly<Record<string, Route>>>(groupRoutes))('the group %s', (name, table) => {
  const methods = groups.get(name)?.methods ?? []

  test('has every method that its type promises, and no other', () => {
    expect(namesOf(methods).sort()).toEqual(Object.keys(wechat[name as keyof typeof groupRoutes]).sort())
  })

  test('documents every method', () => {
    expect(namesOf(methods)).toEqual(expect.arrayContaining(Object.keys(table)))
    expect(undocumented(methods)).toEqual([])
  })

  test('says of every endpoint where it is, and which page of WeChat describes it', () => {
    for (const [method, route] of Object.entries(table)) {
      const symbol = methods.find((each) => each.name === method)
      expect(symbol && documentationOf(symbol)).toContain(`\`${route.method} ${route.path}\``)
      expect(symbol?.getJsDocTags(checker).map((tag) => tag.name)).toContain('see')
    }
  })

  test('gives every endpoint a path and an effect', () => {
    for (const { path, effect } of Object.values(table)) {
      expect(path).toMatch(/^\/[a-z]/)
      expect(effect).toMatch(/^(read|write)$/)
    }
  })
})
