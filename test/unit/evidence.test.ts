// The evidence in docs/wechat: ids are unique, and every id that code or documentation cites exists.
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

describe('the code', () => {
  const files = filesUnder(join(ROOT, 'src'), /\.ts$/)

  test('cites no id that leads nowhere', () => {
    const dangling = files.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(CITED)]
        .filter(([id]) => !known.has(id))
        .map(([id]) => `${file.slice(ROOT.length + 1)}: ${id}`),
    )
    expect(dangling).toEqual([])
  })
})
