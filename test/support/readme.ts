// A page of the documentation taken apart: what it says is then compared, compiled and run.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { ROOT } from './packed.js'

/** A heading, with the name under which a link leads to it: GitHub's in a README, VitePress's on a page of the site. */
interface Heading {
  readonly level: number
  readonly text: string
  readonly anchor: string
}

/** A block of code. */
export interface CodeBlock {
  readonly language: string
  readonly code: string
  /** The heading that it stands under. */
  readonly heading: Heading
  /** Of its first line, for messages. */
  readonly line: number
  /** What its first line says that the file is called. */
  readonly file?: string
}

/** A table, by its size. */
interface Table {
  readonly rows: number
  readonly columns: number
}

/** A README, or a page of the site. */
export interface Readme {
  /** As it was asked for. */
  readonly path: string
  readonly headings: readonly Heading[]
  readonly blocks: readonly CodeBlock[]
  readonly tables: readonly Table[]
  /** Where its links lead. */
  readonly links: readonly string[]
  /** All lines but those of code. */
  readonly prose: readonly string[]
}

/** Reads a Markdown file of the project. */
export function readReadme(file: string): Readme {
  const lines = readFileSync(join(ROOT, file), 'utf8').split('\n')
  const headings: Heading[] = []
  const blocks: CodeBlock[] = []
  const tables: { rows: number; columns: number }[] = []
  const links: string[] = []
  const prose: string[] = []
  const anchorFor = file.startsWith('docs/') ? siteAnchorOf : anchorOf
  let heading: Heading = { level: 0, text: '', anchor: '' }
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? ''
    const [, language] = /^```(\w+)$/.exec(line) ?? []
    if (language === undefined && line.startsWith('```')) {
      throw new Error(`${file}:${index + 1}: a block of code begins with its language alone: ${line}`)
    }
    if (language !== undefined) {
      const end = lines.indexOf('```', index)
      if (end < 0) throw new Error(`${file}:${index + 1}: the block of code has no end`)
      blocks.push(codeBlock(language, lines.slice(index + 1, end), heading, index + 2))
      index = end
      continue
    }
    prose.push(line)
    const [, marks, text] = /^(#+) (.+)$/.exec(line) ?? []
    if (marks !== undefined && text !== undefined) {
      const before = headings.filter((other) => other.text === text).length
      heading = { level: marks.length, text, anchor: anchorFor(text) + (before > 0 ? `-${before}` : '') }
      headings.push(heading)
    }
    if (line.startsWith('|')) {
      const columns = cellsOf(line)
      if (lines[index - 1]?.startsWith('|')) {
        const table = tables.at(-1)
        if (table === undefined || table.columns !== columns) {
          throw new Error(`${file}:${index + 1}: the row has ${columns} cells, its table ${table?.columns}`)
        }
        table.rows += 1
      } else tables.push({ rows: 1, columns })
    }
    for (const [, target] of line.replace(/`[^`]*`/g, '').matchAll(/\]\(([^()\s]+)\)/g)) links.push(target ?? '')
  }
  return { path: file, headings, blocks, tables, links, prose }
}

function codeBlock(language: string, lines: readonly string[], heading: Heading, line: number): CodeBlock {
  const [, file] = /^\/\/ (\S+\.ts)$/.exec(lines[0] ?? '') ?? []
  return { language, code: `${lines.join('\n')}\n`, heading, line, ...(file !== undefined && { file }) }
}

const cellsOf = (row: string): number => row.replaceAll('\\|', '').split('|').length - 2

/** As GitHub makes it: in lower case, without punctuation, with hyphens for spaces. */
const anchorOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Mark}\p{Number}\p{Connector_Punctuation} -]/gu, '')
    .replaceAll(' ', '-')

/** As VitePress makes it, whose rule is that of `@mdit-vue/shared`. */
const siteAnchorOf = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/`([^`]*)`/g, '$1')
    .replace(/[\s~`!@#$%^&*()\-_+=[\]{}|\\;:"'“”‘’<>,.?/]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .replace(/^(\d)/, '_$1')
    .toLowerCase()

/** What a block says to a machine, piece by piece: without comments, and a diagram without its words. */
export function essenceOf({ language, code }: CodeBlock): string[] {
  if (language === 'ts' || language === 'js') return piecesOf(code, language)
  if (language === 'mermaid') {
    return [code.replaceAll(/^(\s*(?:participant \w+|Note over [\w,]+|\w+-?-[>)]+\w+)).*$/gm, '$1')]
  }
  return code
    .replaceAll(/(?:^|\s+)(?:#|\/\/) .*$/gm, '')
    .split('\n')
    .filter((line) => line.trim() !== '')
}

/** The kinds of nodes of a syntax tree, and the text of its leaves. */
function piecesOf(code: string, language: string): string[] {
  const source = ts.createSourceFile(`block.${language}`, code, ts.ScriptTarget.Latest)
  const pieces: string[] = []
  const visit = (node: ts.Node): void => {
    let leaf = true
    ts.forEachChild(node, (child) => {
      leaf = false
      visit(child)
    })
    pieces.push(leaf && node.kind !== ts.SyntaxKind.EndOfFileToken ? node.getText(source) : ts.SyntaxKind[node.kind])
  }
  visit(source)
  return pieces
}

/** Whether a piece of a Chinese page stands for one of the English page: the same, or a text for people in Chinese. */
export const isSamePiece = (english: string, chinese: string): boolean =>
  english === chinese || /\p{Script=Han}/u.test(chinese)

/** Turns a block's TypeScript into JavaScript that runs as an ES module. */
export const toJavaScript = (code: string): string =>
  ts.transpileModule(code, { compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext } })
    .outputText
