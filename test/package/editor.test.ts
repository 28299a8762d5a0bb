import { basename, join } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import fixture from '../fixtures/endpoints.json' with { type: 'json' }

const ROOT = join(import.meta.dirname, '../..')

/** A user's file beside the built package. It is never written: an editor has it in memory too. */
const FILE = join(ROOT, 'an-editor.ts')

/** One call of every endpoint, each on a line of its own. */
const calls = fixture.groups.map(({ group, name }) => `wechat.${group}.${name}({} as never)`)
const TEXT = [
  "import { WeChatCardClient } from 'wechat-card-sdk'",
  'declare const wechat: WeChatCardClient',
  ...calls,
  "wechat.cards.create({ card: { card_type: 'MEMBER_CARD', member_card: { base_info: { sku: {} } } } })",
].join('\n')

const host: ts.LanguageServiceHost = {
  getCompilationSettings: () => ({
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    strict: true,
    types: ['node'],
  }),
  getScriptFileNames: () => [FILE],
  getScriptVersion: () => '1',
  getScriptSnapshot: (file) => {
    const text = file === FILE ? TEXT : ts.sys.readFile(file)
    return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
  },
  getCurrentDirectory: () => ROOT,
  getDefaultLibFileName: ts.getDefaultLibFilePath,
  fileExists: (file) => file === FILE || ts.sys.fileExists(file),
  readFile: ts.sys.readFile,
  readDirectory: ts.sys.readDirectory,
  directoryExists: ts.sys.directoryExists,
  getDirectories: ts.sys.getDirectories,
}
const editor = ts.createLanguageService(host)

/** What is shown when the mouse rests on a place in the text. */
const hover = (position: number): string => {
  const shown = editor.getQuickInfoAtPosition(FILE, position)
  return `${ts.displayPartsToString(shown?.displayParts)}\n${ts.displayPartsToString(shown?.documentation)}`
}

test('the package is found as it was built, and the calls compile', () => {
  const wrong = editor
    .getSemanticDiagnostics(FILE)
    .map(
      ({ messageText, start = 0 }) =>
        `${TEXT.slice(start, start + 40)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    )
  expect(wrong.filter((message) => !message.startsWith('sku'))).toEqual([])
  const client = editor.getDefinitionAtPosition(FILE, TEXT.indexOf('WeChatCardClient')) ?? []
  expect(client.map(({ fileName }) => fileName)).toEqual([join(ROOT, 'dist/cjs/index.d.ts')])
})

describe.each(fixture.groups)('$group.$name', ({ group, name, method, path }) => {
  const call = `wechat.${group}.${name}(`
  const start = TEXT.indexOf(call)
  const place = `\`${method} ${path}\``

  test('shows its documentation on hover', () => {
    expect(hover(start + call.length - 2)).toContain(place)
  })

  test('is defined in a file whose name says so, or beside the client', () => {
    const [definition] = editor.getDefinitionAtPosition(FILE, start + call.length - 2) ?? []
    expect(basename(definition?.fileName ?? '')).toMatch(/^(api-.{8}|index)\.d\.ts$/)
  })

  test('shows it while the arguments are written', () => {
    const help = editor.getSignatureHelpItems(FILE, start + call.length, undefined)
    expect(help?.items).toHaveLength(1)
    expect(ts.displayPartsToString(help?.items[0]?.documentation)).toContain(place)
    expect(help?.items[0]?.parameters.map((parameter) => parameter.name)).toEqual(['request', 'options'])
  })
})

test('fields show what they mean, and which are there', () => {
  expect(hover(TEXT.indexOf('card_type'))).toContain('MEMBER_CARD')
  const inside = TEXT.indexOf('base_info: {') + 'base_info: {'.length
  const offered = editor.getCompletionsAtPosition(FILE, inside, undefined)?.entries.map((entry) => entry.name)
  expect(offered).toEqual(expect.arrayContaining(['title', 'get_limit', 'date_info']))
  const title = editor.getCompletionEntryDetails(FILE, inside, 'title', undefined, undefined, undefined, undefined)
  expect(ts.displayPartsToString(title?.documentation)).toContain('27 bytes')
})
