// Two passes: tsup builds ESM with shared chunks; the second turns each built chunk into one CommonJS file of the same
// name, so that an error class is one object in every subpath. (tsup's own CommonJS splitting rewrites classes and `?.`.)
// What only the simulator needs, and the error texts, are large and never shaken: both formats share one copy of each.
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import type { Options } from 'tsup'

const entries: Record<string, string> = {
  index: 'src/index.ts',
  helpers: 'src/helpers/index.ts',
  events: 'src/events/index.ts',
  redis: 'src/cache/redis.ts',
  keyv: 'src/cache/keyv.ts',
  testing: 'src/testing/index.ts',
  'testing/msw': 'src/testing/msw.ts',
}

const shared: Options = {
  platform: 'node',
  target: 'node20.19',
  removeNodeProtocol: false,
  silent: process.env.npm_config_loglevel === 'silent', // of `npm run build --silent`, which demos and tests begin with
  esbuildOptions(options) {
    options.charset = 'utf8' // half of the error texts is Chinese: escaped, each character takes six bytes
    // Without indentation, but in lines and with every name as it is, so that stack traces lead somewhere.
    options.minifyWhitespace = true
    options.minifySyntax = true
    options.lineLimit = 4000
  },
}

/** No entry of the package: built as one, the error texts get a chunk to themselves, which can be loaded late. */
const ERROR_TEXTS = 'error-texts'

const esm: Options = {
  ...shared,
  entry: { ...entries, cli: 'src/cli/index.ts', [ERROR_TEXTS]: 'src/errcodes/explain.ts' },
  format: 'esm',
  outDir: 'dist',
  splitting: true,
  dts: { entry: entries, compilerOptions: { stripInternal: true } },
  async onSuccess() {
    await rm(`dist/${ERROR_TEXTS}.js`)
    // Imports of nothing only say in which order chunks run, and no file of ours cares: without them less is loaded, and
    // bundlers do not warn of imports that `sideEffects` makes pointless.
    for (const file of await readdir('dist', { recursive: true })) {
      if (!file.endsWith('.js')) continue
      const code = await readFile(`dist/${file}`, 'utf8')
      const rest = code.replace(/import ?"\.{1,2}\/[^"]+";?\n?/g, '')
      if (rest.trim() === '') await rm(`dist/${file}`)
      else if (rest !== code) await writeFile(`dist/${file}`, rest)
    }
  },
}

const cjs: Options = {
  ...shared,
  entry: ['dist/**/*.js', '!dist/cjs/**', '!dist/cli.js'],
  format: 'cjs',
  outDir: 'dist/cjs',
  outExtension: () => ({ js: '.js' }),
  splitting: false,
  shims: true, // `import.meta.url` where it is used
  noExternal: ['ky'], // it has no CommonJS build, and Node below 20.19 cannot require an ES module
  esbuildPlugins: [
    {
      name: 'our-chunks-stay-apart',
      setup(build) {
        build.onResolve({ filter: /^\.\.?\// }, ({ kind, importer, path }) =>
          kind === 'entry-point' || importer.includes('node_modules') ? undefined : { path, external: true },
        )
      },
    },
  ],
  async onSuccess() {
    // Inside a folder that says CommonJS, `.js` and `.d.ts` are CommonJS, so relative imports stay as they are.
    await writeFile('dist/cjs/package.json', '{ "type": "commonjs", "sideEffects": false }\n')
    for (const chunk of await sharedChunks()) await share(chunk)
    // Declarations are packed once. ES modules may import CommonJS but not the other way round, so they live over there.
    for (const file of await readdir('dist', { recursive: true })) {
      if (file.endsWith('.d.ts') && !file.startsWith('cjs')) await rename(`dist/${file}`, `dist/cjs/${file}`)
    }
    await nameDeclarations()
    for (const entry of Object.keys(entries)) {
      const up = entry.includes('/') ? '../' : './'
      const declarations = await readFile(`dist/cjs/${entry}.d.ts`, 'utf8')
      // Only what names a type of msw is there twice: msw itself has other types for each format.
      const here = / from 'msw'/.test(declarations)
        ? declarations.replaceAll(/(?<=^import .*')\.\.?\//gm, `${up}cjs/`)
        : `export * from '${up}cjs/${entry}.js'\n`
      await writeFile(`dist/${entry}.d.ts`, here)
    }
  },
}

/** What stands in the chunks of declarations that are shared, by a type of theirs. */
const DECLARATIONS = { WeChatResponse: 'api', Simulator: 'simulator' }

/**
 * The bundler names a chunk of declarations after one of its files. Who follows a method to its definition should not land
 * in `sub-merchants`.
 */
async function nameDeclarations(): Promise<void> {
  const files = (await readdir('dist/cjs', { recursive: true })).filter((file) => file.endsWith('.d.ts'))
  const texts = new Map<string, string>()
  for (const file of files) texts.set(file, await readFile(`dist/cjs/${file}`, 'utf8'))
  for (const [type, name] of Object.entries(DECLARATIONS)) {
    const chunk = [...texts].find(
      ([file, text]) => /-.{8}\.d\.ts$/.test(file) && text.includes(`interface ${type} {`),
    )?.[0]
    if (chunk === undefined) throw new Error(`no chunk of declarations holds ${type}`)
    const named = `${name}-${chunk.slice(-13)}` // its hash stays
    await rename(`dist/cjs/${chunk}`, `dist/cjs/${named}`)
    texts.set(named, texts.get(chunk) ?? '')
    texts.delete(chunk)
    const [before, after] = [chunk, named].map((file) => `/${file.replace(/\.d\.ts$/, '.js')}'`)
    for (const [file, text] of texts) texts.set(file, text.replaceAll(before ?? '', after ?? ''))
  }
  for (const [file, text] of texts) await writeFile(`dist/cjs/${file}`, text)
}

/** The specifiers in the import and export statements of a built ES module. */
const importsOf = (code: string): string[] =>
  [...code.matchAll(/(?:^|[;}\n])(?:import|export)(?:[\w$*{}, \n]+from)?\s*"([^"\n]+)"/g)].map(([, to = '']) => to)

/**
 * Chunks of which both formats share one copy: those that no entry but the simulator's and the command reaches, and the one
 * of the error texts.
 */
async function sharedChunks(): Promise<{ chunk: string; lazily: boolean }[]> {
  const reached = new Set<string>()
  const errorTexts = new Set<string>()
  const visit = async (file: string): Promise<void> => {
    if (reached.has(file)) return
    reached.add(file)
    const code = await readFile(`dist/${file}`, 'utf8')
    if (exportsOf(code).includes('explainRefusal')) errorTexts.add(file)
    for (const to of importsOf(code)) if (to.startsWith('./')) await visit(to.slice(2))
  }
  for (const entry of Object.keys(entries)) if (!entry.startsWith('testing')) await visit(`${entry}.js`)
  const chunks = (await readdir('dist')).filter((file) => /^chunk-.*\.js$/.test(file))
  return chunks
    .filter((chunk) => !reached.has(chunk) || errorTexts.has(chunk))
    .map((chunk) => ({ chunk, lazily: errorTexts.has(chunk) }))
}

/** The names that a built ES module exports. */
function exportsOf(code: string): string[] {
  const names = /export\s*\{([^}]*)\};?\s*$/.exec(code)?.[1] ?? ''
  return names.split(',').flatMap(
    (each) =>
      each
        .trim()
        .split(/\s+as\s+/)
        .at(-1) || [],
  )
}

/**
 * Makes the CommonJS form of a chunk the only one: a function of `module` and `require`. Each format calls it with modules
 * of its own, so that an error class stays one object there. Between an ES module and the copy stands a file of one line,
 * because Node searches each CommonJS file that an ES module imports for names.
 *
 * @param lazily Loads it when one of its exports is called first. All must be functions.
 */
async function share({ chunk, lazily }: { chunk: string; lazily: boolean }): Promise<void> {
  const code = await readFile(`dist/${chunk}`, 'utf8')
  const names = exportsOf(code)
  const [body, door] = [chunk.replace('chunk-', 'body-'), chunk.replace('chunk-', 'door-')]
  const built = await readFile(`dist/cjs/${chunk}`, 'utf8')
  // What stands in for import.meta.url. Bundled for a worker there is no such name, nor are there files to be found with it.
  const commonJs = built.replaceAll('__filename', '(typeof __filename==="string"?__filename:"/bundled.js")')
  await writeFile(`dist/cjs/${body}`, `module.exports=(module,require)=>{${commonJs}}\n`)
  await writeFile(`dist/cjs/${door}`, `module.exports=()=>require("./${body}")\n`)
  const loaded = 'let it,load=()=>{if(!it){it={exports:{}};open()(it,resolve)}return it.exports}'
  const stubs = names.map((name) => `${name}=(...args)=>load().${name}(...args)`)
  const modules = [...new Set(importsOf(code))]
  const required = modules.map((name) => `"${name}":()=>require("${name}")`).join(',') // in so many words, for bundlers
  const lazy = [
    `const open=require("./${door}"),resolve=name=>({${required}})[name]()`,
    loaded,
    ...stubs.map((stub) => `exports.${stub}`),
  ]
  await writeFile(`dist/cjs/${chunk}`, lazily ? `${lazy.join('\n')}\n` : `require("./${body}")(module,require)\n`)
  const lines = [
    ...modules.map((name, index) => `import * as m${index} from "${name}"`),
    `import open from "./cjs/${door}"`,
    `const resolve=name=>({${modules.map((name, index) => `"${name}":m${index}`).join(',')}})[name]`,
    loaded,
    lazily ? `export const ${stubs.join(',\n')}` : `export const {${names.join(',')}}=load()`,
  ]
  await writeFile(`dist/${chunk}`, `${lines.join('\n')}\n`)
}

const config: (cli: Options) => Options = ({ format }) => (String(format) === 'cjs' ? cjs : esm)
export default config
