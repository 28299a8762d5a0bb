import { build } from 'esbuild'
import { describe, expect, test } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }

/** Bundles one published entry as a user's bundler would, and tells what it took in. */
async function bundle(entry: string, ...external: string[]) {
  const { metafile, outputFiles } = await build({
    stdin: { contents: `export * from '${entry}'`, resolveDir: import.meta.dirname },
    bundle: true,
    external,
    platform: 'node',
    format: 'esm',
    write: false,
    metafile: true,
    logLevel: 'silent',
  })
  const inputs = Object.keys(metafile.inputs)
  const packages = inputs.flatMap((input) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? [])
  const outside = Object.values(metafile.inputs).flatMap(({ imports }) => imports.filter((each) => each.external))
  const imported = [...new Set(outside.map(({ path }) => path))].filter((path) => !path.startsWith('node:'))
  const [output] = outputFiles
  return { inputs, packages: [...new Set(packages)].sort(), imported, text: output?.text ?? '' }
}

/** What stands in the simulator alone: the scene of a claim. */
const SIMULATOR = /SOURCE_SCENE_APPMSG_JSAPI/

describe('bundling', () => {
  test('the helpers pull in no package at all', async () => {
    const { inputs, packages } = await bundle('wechat-card-sdk/helpers')
    expect(inputs).toContain('dist/helpers.js')
    expect(packages).toEqual([])
  })

  test('the main entry pulls in ky and lru-cache, and nothing of the simulator', async () => {
    const { packages, text } = await bundle('wechat-card-sdk')
    expect(packages).toEqual(['ky', 'lru-cache'])
    expect(text).toContain('WeChatCardClient')
    expect(text).not.toMatch(SIMULATOR)
    expect((await bundle('wechat-card-sdk/testing')).text).toMatch(SIMULATOR)
  })

  test('the events pull in the XML parser alone', async () => {
    const { packages } = await bundle('wechat-card-sdk/events')
    expect(packages).toEqual(['@rgrove/parse-xml'])
  })

  test('the simulator pulls in no package at all', async () => {
    const { packages } = await bundle('wechat-card-sdk/testing')
    expect(packages).toEqual([])
  })

  test('the simulator behind msw pulls in msw and nothing else', async () => {
    const { inputs, packages, imported } = await bundle('wechat-card-sdk/testing/msw', 'msw')
    expect(inputs).toContain('dist/testing/msw.js')
    expect(packages).toEqual([])
    expect(imported).toEqual(['msw'])
  })

  test.each(['redis', 'keyv'])('the %s adapter pulls in no package at all', async (name) => {
    const { packages } = await bundle(`wechat-card-sdk/${name}`)
    expect(packages).toEqual([])
  })

  test('every published entry is covered here', () => {
    expect(Object.keys(packageJson.exports)).toEqual([
      '.',
      './helpers',
      './events',
      './redis',
      './keyv',
      './testing',
      './testing/msw',
      './package.json',
    ])
  })
})
