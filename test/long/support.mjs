// Loads what the long runs share with the tests, which is TypeScript and needs nothing of the library at run time.
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** The exports of a file in test/support. */
export async function support(name) {
  const file = fileURLToPath(new URL(`../support/${name}.ts`, import.meta.url))
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    format: 'cjs',
    platform: 'node',
    write: false,
  })
  const module = { exports: {} }
  new Function('module', 'exports', 'require', outputFiles[0].text)(
    module,
    module.exports,
    createRequire(import.meta.url),
  )
  return module.exports
}

/** Mulberry32: a generator with a seed, so that a run can be repeated. */
export function chanceOf(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Bytes in use after everything dead is gone, which takes several turns. Needs node --expose-gc. */
export async function heapInUse() {
  for (let times = 0; times < 5; times++) {
    global.gc()
    await new Promise(setImmediate)
  }
  return process.memoryUsage().heapUsed
}
