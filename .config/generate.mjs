// Writes the generated parts of the documentation: tables of endpoints, error codes and fidelity, and the files for coding assistants;
// and two lists in the simulator's source, of its groups and of its paths.
// `--check` writes nothing and fails by name where a part is stale. `--site` writes llms.txt and llms-full.txt for the site.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { build } from 'esbuild'
import ts from 'typescript'

const ROOT = join(import.meta.dirname, '..')
const CHECK = process.argv.includes('--check')
const SITE = process.argv.includes('--site')
const at = (...path) => join(ROOT, ...path)

/** Loads a module of `src` as it stands, without a build. Packages go in as well: a `data:` address has no `node_modules`. */
async function load(path) {
  const { outputFiles } = await build({
    entryPoints: [at(path)],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
  })
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`)
}

const escapeCell = (text) => text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ')
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(escapeCell).join(' | ')} |`).join('\n')

/** What each method's documentation says: its first sentence, its path, and WeChat's page with its title. */
async function documentedMethods() {
  const { groupRoutes } = await load('src/api/groups.ts')
  const { config } = ts.readConfigFile(at('tsconfig.json'), ts.sys.readFile)
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT)
  const program = ts.createProgram([at('src/index.ts')], options)
  const checker = program.getTypeChecker()
  const entry = checker.getSymbolAtLocation(program.getSourceFile(at('src/index.ts')))
  const client = checker.getExportsOfModule(entry).find(({ name }) => name === 'WeChatCardClient')
  const members = checker.getDeclaredTypeOfSymbol(checker.getAliasedSymbol(client)).getProperties()
  const textOf = (symbol) => ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim()
  return members
    .filter(({ name }) => Object.hasOwn(groupRoutes, name))
    .map((group) => ({
      name: group.name,
      about: textOf(group),
      methods: checker
        .getTypeOfSymbol(group)
        .getProperties()
        .map((method) => {
          const see = method.getJsDocTags(checker).find(({ name }) => name === 'see')
          const [, url, title] =
            /(https?:\/\/[^\s|}]+)\s*\|?\s*([^}]*)\}?/.exec(ts.displayPartsToString(see?.text)) ?? []
          const route = groupRoutes[group.name][method.name]
          return {
            name: method.name,
            // A sentence ends at a full stop that a capital letter or the end follows.
            about: textOf(method).split(/(?<=[.?!])\s+(?=[A-Z`])|\n\n/)[0],
            path: route && `${route.method} ${route.path}`,
            effect: route?.effect,
            url,
            title,
          }
        }),
    }))
}

async function endpoints(chinese) {
  const parts = (await documentedMethods()).map(({ name, about, methods }) => {
    const rows = methods.map((method) => [
      `\`${method.name}\``,
      method.path ? `\`${method.path}\`` : '',
      chinese ? (method.url ? `[${method.title}](${method.url})` : '') : method.about,
    ])
    const head = chinese ? ['方法', '接口', '微信文档'] : ['Method', 'Endpoint', '']
    return `## ${name}\n\n${chinese ? '' : `${about}\n\n`}${table(head, rows)}`
  })
  return parts.join('\n\n')
}

/** The table of what the simulator does, each row with the statements that it rests on. */
function fidelity(chinese, file) {
  const kinds = new Map()
  const pages = new Map()
  for (const page of readdirSync(at('docs/wechat')).filter((name) => name.endsWith('.md'))) {
    const text = readFileSync(at('docs/wechat', page), 'utf8')
    for (const [, id, kind] of text.matchAll(/(?:^\| |\*\*)([a-z]+-\d+)(?:\*\* ·| \|) (\w+) /gm)) {
      kinds.set(id, kind)
      pages.set(id, page)
    }
  }
  const MARKS = { official: 'D', sdk: 'S', reported: 'C', inferred: 'I', unknown: 'U' }
  const rows = JSON.parse(readFileSync(at('docs/wechat/fidelity.json'), 'utf8')).map((row) => {
    const unknown = row.evidence.filter((id) => !kinds.has(id))
    if (unknown.length > 0) throw new Error(`docs/wechat/fidelity.json: ${unknown.join(', ')} is no statement`)
    const marks = [...new Set(row.evidence.map((id) => MARKS[kinds.get(id)]))].join(', ')
    const up = relative(dirname(file), 'docs/wechat') || '.'
    const links =
      file.startsWith('docs/guide') || file.startsWith('docs/zh')
        ? row.evidence.join(', ')
        : row.evidence.map((id) => `[${id}](${up}/${pages.get(id)})`).join(', ')
    return [chinese ? row.subjectZh : row.subject, chinese ? row.hereZh : row.here, marks, links]
  })
  return table(chinese ? ['项目', '模拟器的做法', '依据', '出处'] : ['Subject', 'Here', 'Mark', 'Statements'], rows)
}

async function errorCodes(chinese) {
  const { knownErrcodes } = await load('src/errcodes/explain.ts')
  const rows = knownErrcodes().map(({ errcode, category, hint, hintZh }) => [
    `\`${errcode}\``,
    category,
    chinese ? hintZh : hint,
  ])
  return table(chinese ? ['错误码', '类别', '原因与处理'] : ['Code', 'Category', 'Cause and remedy'], rows)
}

const GENERATORS = { endpoints, fidelity, 'error-codes': errorCodes }

/** A generated part stands between `<!-- generated: name -->` and `<!-- /generated -->`. */
const PART = /(<!-- generated: ([a-z-]+) -->\n)([\s\S]*?)(<!-- \/generated -->)/g

const FILES = [
  'README.md',
  'README_zh-CN.md',
  ...['docs/guide', 'docs/zh/guide', 'docs/wechat'].flatMap((folder) =>
    existsSync(at(folder))
      ? readdirSync(at(folder))
          .filter((name) => name.endsWith('.md'))
          .map((name) => `${folder}/${name}`)
      : [],
  ),
]

/** The list of paths in the simulator, whose type editors offer where a path is wanted. */
async function simulatedPaths() {
  const { ENDPOINTS } = await load('src/testing/endpoints/all.ts')
  const paths = new Set(Object.keys(ENDPOINTS).map((place) => /^\S+ ([^?]*)/.exec(place)[1]))
  return [...paths].sort().map((path) => `  '${path}',\n`)
}

/** The simulator's side of each group of the client: a file under the group's name, with an export under the group's name. */
async function groupEndpoints() {
  const { groupRoutes } = await load('src/api/groups.ts')
  const fileOf = (group) => group.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  return Object.keys(groupRoutes)
    .map((group) => `export { ${group}Endpoints as ${group} } from './${fileOf(group)}.js'\n`)
    .sort()
}

const stale = []

/** Writes a file whose content has changed; with `--check` only notes that it would. */
function put(file, written) {
  if (written === readFileSync(at(file), 'utf8')) return
  if (CHECK) stale.push(file)
  else {
    writeFileSync(at(file), written)
    console.log(`wrote ${file}`)
  }
}

const GROUPS = 'src/testing/endpoints/groups.ts'
const [groupsHeader] = /^(\/\/.*\n)+/.exec(readFileSync(at(GROUPS), 'utf8'))
put(GROUPS, groupsHeader + (await groupEndpoints()).join(''))

const PATHS = 'src/testing/http/paths.ts'
const listed = readFileSync(at(PATHS), 'utf8')
put(PATHS, listed.replace(/(?<=SIMULATED_PATHS = \[\n)[^\]]*/, (await simulatedPaths()).join('')))

for (const file of FILES) {
  const text = readFileSync(at(file), 'utf8')
  const chinese = file.includes('zh')
  let written = text
  for (const [whole, open, name, , close] of text.matchAll(PART)) {
    const generate = GENERATORS[name]
    if (generate === undefined) throw new Error(`${file}: nothing generates ${name}`)
    const part = `${open}\n${await generate(chinese, file)}\n${close}`
    written = written.replace(whole, () => part)
  }
  put(file, written)
}
if (stale.length > 0) {
  console.error(`stale, run npm run generate: ${stale.join(', ')}`)
  process.exitCode = 1
}

/** What a page is about: its first paragraph, up to the end of its first sentence. */
const aboutOf = (text) =>
  /^# .+\n+([^#|<!\n][^\n]*)/
    .exec(text)?.[1]
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .split(/(?<=[.:?]) /)[0] ?? ''

/** For assistants that read the site: the rules and a list of pages, and everything in one file. */
if (SITE) {
  const pages = readdirSync(at('docs/guide'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => ({ name, text: readFileSync(at('docs/guide', name), 'utf8') }))
  const agentGuide = readFileSync(at('AGENT-GUIDE.md'), 'utf8')
  const rules = /## Rules\n\n([\s\S]*?)\n\n## /.exec(agentGuide)[1]
  const { description } = JSON.parse(readFileSync(at('package.json'), 'utf8'))
  const links = pages.map(({ name, text }) => {
    const title = /^# (.+)$/m.exec(text)[1]
    return `- [${title}](${process.env.DOCS_BASE ?? '/'}guide/${name.replace(/md$/, 'html')}): ${aboutOf(text)}`
  })
  mkdirSync(at('docs/public'), { recursive: true })
  const short = ['# wechat-card-sdk', `> ${description}`, '## Rules', rules, '## Pages', links.join('\n')]
  writeFileSync(at('docs/public/llms.txt'), `${short.join('\n\n')}\n`)
  const whole = [agentGuide, ...pages.map(({ text }) => text)].map((text) =>
    text.replaceAll(/<!-- .*? -->\n/g, '').trim(),
  )
  writeFileSync(at('docs/public/llms-full.txt'), `${whole.join('\n\n---\n\n')}\n`)
}
