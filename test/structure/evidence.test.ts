// The evidence in docs/wechat: ids are unique, every id that is cited exists, and comments that speak of evidence cite it.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { filesUnder } from '../support/files.js'

const ROOT = join(import.meta.dirname, '../..')
const PAGES = join(ROOT, 'docs/wechat')

/** A statement on a page: `**cards-17** · reported · …` or `| cards-17 | reported | …`. */
const STATEMENT = /^(?:\s*(?:-|\d+\.) )?(?:\*\*([a-z]+-\d+)\*\* · (\w+) ·|\| ([a-z]+-\d+) \| (\w+) \|)/gm

const statements = readdirSync(PAGES).flatMap((page) =>
  [...readFileSync(join(PAGES, page), 'utf8').matchAll(STATEMENT)].map(([, inText, kind, inTable, kindInTable]) => ({
    page,
    id: inText ?? inTable ?? '',
    kind: kind ?? kindInTable ?? '',
  })),
)
const known = new Set(statements.map(({ id }) => id))
const subjects = [...new Set(statements.map(({ id }) => id.replace(/-\d+$/, '')))]

/** An id as it is cited: the subjects are common words, so a citation is the word, a dash and a number. */
const CITED = new RegExp(`\\b(?:${subjects.join('|')})-\\d+\\b`, 'g')

describe('docs/wechat', () => {
  test('every statement has an id of its own and one of the five kinds', () => {
    expect(statements.length).toBeGreaterThan(1500)
    const ids = statements.map(({ id }) => id)
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
    const kinds = new Set(statements.map(({ kind }) => kind))
    expect([...kinds].sort()).toEqual(['inferred', 'official', 'reported', 'sdk', 'unknown'])
  })

  test('every section says where its statements come from', () => {
    const silent = readdirSync(PAGES)
      .filter((page) => page !== 'README.md')
      .flatMap((page) => {
        const text = readFileSync(join(PAGES, page), 'utf8')
        if (/^\| Id \|.*\| Source \|$/m.test(text)) return [] // each row names its own
        const sections = text.split(/^(?=## )/m).slice(1)
        return sections
          .filter((section) => section.match(STATEMENT) && !/^Source: .+\. .*\d{4}/m.test(section))
          .map((section) => `${page}: ${section.split('\n')[0]}`)
      })
    expect(silent).toEqual([])
  })
})

/** Words of a comment that say how something is known, or that it is not. They are rumours without an id. */
const CLAIMS = new RegExp(
  [
    /unconfirmed/,
    /in practice/,
    /on no page|no page (?:of WeChat )?(?:says|knows|describes|explains|confirms|gives)|names no number/,
    /nobody (?:knows|has reported)/,
    /developers? (?:report|say|saw|have reported)|one report of `/,
    /reported (?:to (?:be|have|succeed)|by|in \d|three|twice|three times|refusal|`|,|\))/,
    /(?<!a )captured (?:from|with|in)/,
    /\bseen (?:in (?:SDKs|replies|calls|logs|every|public|practice|\d)|by (?:one|two|SDKs)|to (?:work|fail|be|send)|with|for|without|filled)/,
    /(?:was|were) seen (?:to|in|with|without)|value that was seen|(?<=\. )Seen:/,
    /known from (?:one|two|three|other|public|SDKs)/,
    /live repl(?:y|ies)/,
    /WeChat's own samples? (?:has|have|sends)/,
    /spec(?:\/|s? file|ification §)|\.md §|weixin\.qq\.com\/community/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'i',
)

/** The comments of a source text, each with the number of its first line. Lines of `//` that follow each other are one. */
function commentsOf(text: string): { line: number; comment: string }[] {
  const lines = /(?:^[ \t]*\/\/.*\n?)+|(?<=\s)\/\/ .*|^[ \t]*\/\*[\s\S]*?\*\//gm
  return [...text.matchAll(lines)].map(({ 0: comment, index }) => ({
    line: text.slice(0, index).split('\n').length,
    comment: comment.replaceAll(/\s*\n\s*(?:\*|\/\/)?\s*/g, ' '),
  }))
}

const rumoursIn = (text: string) =>
  commentsOf(text).filter(({ comment }) => CLAIMS.test(comment) && !comment.match(CITED))

describe('fidelity.json', () => {
  const rows: Record<string, unknown>[] = JSON.parse(readFileSync(join(PAGES, 'fidelity.json'), 'utf8'))

  test('rests each row on statements that exist', () => {
    const dangling = rows.flatMap(({ subject, evidence }) =>
      (evidence as string[]).filter((id) => !known.has(id)).map((id) => `${subject}: ${id}`),
    )
    expect(dangling).toEqual([])
    expect(rows.filter(({ evidence }) => (evidence as string[]).length === 0)).toEqual([])
  })

  test('says each subject once, in both languages', () => {
    for (const row of rows) {
      expect(Object.keys(row)).toEqual(['subject', 'subjectZh', 'here', 'hereZh', 'evidence'])
      expect(Object.values(row)).not.toContain('')
    }
    const subjects = rows.map(({ subject }) => subject)
    expect(subjects).toEqual([...new Set(subjects)])
  })

  test('names no option that the simulator does not have', () => {
    const simulator = filesUnder(join(ROOT, 'src/testing'), /\.ts$/).map((file) => readFileSync(file, 'utf8'))
    const settings = simulator.find((text) => text.includes('interface SimulatorOptions')) ?? ''
    const options = rows.flatMap(({ here }) =>
      [...String(here).matchAll(/; `([a-z][A-Za-z]+)`\)?$/g)].map(([, name]) => name),
    )
    expect(options.filter((name) => !settings.includes(`  ${name}?:`))).toEqual([])
  })
})

describe('the code', () => {
  const files = filesUnder(join(ROOT, 'src'), /\.ts$/).map((file) => ({
    name: file.slice(ROOT.length + 1),
    text: readFileSync(file, 'utf8'),
  }))

  test('cites no id that leads nowhere', () => {
    const dangling = files.flatMap(({ name, text }) =>
      [...text.matchAll(CITED)].filter(([id]) => !known.has(id)).map(([id]) => `${name}: ${id}`),
    )
    expect(dangling).toEqual([])
  })

  test('cites the evidence wherever a comment says that something was reported, seen, or is on no page', () => {
    const rumours = files.flatMap(({ name, text }) =>
      rumoursIn(text).map(({ line, comment }) => `${name}:${line} ${comment.trim().slice(0, 100)}`),
    )
    expect(rumours).toEqual([])
  })

  test.each([
    '/** State of the card. Which code WeChat answers is unconfirmed. */',
    '  // Reported by several developers: the update changes\n  // nothing.',
    'const MOST = 5 // seen in replies, in no table',
    '/**\n * Whether it is reviewed, no page of\n * WeChat says.\n */',
    '/** As captured from real accounts. */',
    '// In every public model (spec/events.md).',
  ])('calls this a rumour: %s', (comment) => {
    expect(rumoursIn(comment)).toHaveLength(1)
    expect(rumoursIn(comment.replace(/\.?( \*\/)?$/, ' (cards-1)$1'))).toEqual([])
  })

  test.each([
    '// Malformed input is reported, not thrown',
    '/** The memory of seen events: what was seen by this process. */',
    '/** Reported once for each name. */',
    '/** One report of all entries. */',
    '// Captured groups: the name alone',
    'refuse("this is reported to be on no page")',
  ])('and this none: %s', (text) => {
    expect(rumoursIn(text)).toEqual([])
  })
})
