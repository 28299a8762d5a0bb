// Two passes: tsup builds ESM with shared chunks; the second turns each built chunk into one CommonJS file of the same
// name, so that an error class is one object in every subpath. (tsup's own CommonJS splitting rewrites classes and `?.`.)
import { readdir, readFile, rename, writeFile } from 'node:fs/promises'
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

const shared: Options = { platform: 'node', target: 'node20.19', removeNodeProtocol: false }

const esm: Options = {
  ...shared,
  entry: { ...entries, cli: 'src/cli/index.ts' },
  format: 'esm',
  outDir: 'dist',
  splitting: true,
  dts: { entry: entries },
}

const cjs: Options = {
  ...shared,
  entry: ['dist/**/*.js', '!dist/cjs/**', '!dist/cli.js'],
  format: 'cjs',
  outDir: 'dist/cjs',
  outExtension: () => ({ js: '.js' }),
  splitting: false,
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
    // Declarations are packed once. ES modules may import CommonJS but not the other way round, so they live over there.
    for (const file of await readdir('dist', { recursive: true })) {
      if (file.endsWith('.d.ts') && !file.startsWith('cjs')) await rename(`dist/${file}`, `dist/cjs/${file}`)
    }
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

const config: (cli: Options) => Options = ({ format }) => (String(format) === 'cjs' ? cjs : esm)
export default config
