// What a project pays for the types: checking one that imports the client, beside one that imports only ky.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median, QUICK } from './measure.mjs'

const PROJECT = fileURLToPath(new URL('..', import.meta.url))
const TSC = fileURLToPath(import.meta.resolve('typescript/lib/tsc.js'))
const ROUNDS = QUICK ? 1 : 7

/** One file of each project. */
const SOURCES = {
  'wechat-card-sdk': `import { WeChatCardClient } from 'wechat-card-sdk'
    const wechat = new WeChatCardClient({ appId: 'wx0000000000000001', appSecret: 'x' })
    export const consume = async (code: string): Promise<string> => (await wechat.codes.consume({ code })).openid\n`,
  ky: `import ky from 'ky'
    export const get = async (url: string): Promise<string> => await ky.get(url).text()\n`,
}

export function* rows() {
  for (const skipLibCheck of [true, false]) {
    const times = checkTimes(skipLibCheck)
    const ratio = median(times['wechat-card-sdk'].map((time, round) => time / times.ky[round]))
    const values = Object.entries(times).map(([name, each]) => ({ name, time: median(each) }))
    const text = values.map(({ name, time }) => `${name} ${Math.round(time)} ms`).join(', ')
    yield {
      what: `type-checking a project, beside one that imports ky${skipLibCheck ? '' : ', without skipLibCheck'}`,
      unit: '× its time',
      how: `median of ${ROUNDS} runs`,
      values: [{ name: 'wechat-card-sdk', value: ratio, text: `${ratio.toFixed(2)} (${text})` }],
      ...(skipLibCheck ? { target: { most: 1.3 } } : {}),
    }
  }
}

/** How long the compiler takes for each project, in milliseconds, in turn. */
function checkTimes(skipLibCheck) {
  const folder = mkdtempSync(join(tmpdir(), 'type-check-'))
  try {
    const projects = Object.entries(SOURCES).map(([name, source]) => ({ name, path: project(folder, name, source) }))
    const times = Object.fromEntries(projects.map(({ name }) => [name, []]))
    const options = ['--skipLibCheck', String(skipLibCheck)]
    for (let round = -1; round < ROUNDS; round++) {
      for (const { name, path } of round % 2 === 0 ? projects : projects.toReversed()) {
        const started = performance.now()
        execFileSync(process.execPath, [TSC, '-p', path, ...options])
        if (round >= 0) times[name].push(performance.now() - started) // the first round warms the disk up
      }
    }
    return times
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function project(folder, name, source) {
  const path = join(folder, name)
  const modules = join(path, 'node_modules')
  mkdirSync(join(modules, '@types'), { recursive: true })
  symlinkSync(PROJECT, join(modules, 'wechat-card-sdk'))
  for (const each of ['ky', '@types/node', 'undici-types']) {
    symlinkSync(join(PROJECT, 'node_modules', each), join(modules, each))
  }
  const compilerOptions = {
    ...{ strict: true, noEmit: true, target: 'es2023', lib: ['es2023'] },
    ...{ module: 'nodenext', moduleResolution: 'nodenext', types: ['node'] },
  }
  writeFileSync(join(path, 'package.json'), '{ "private": true, "type": "module" }')
  writeFileSync(join(path, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['use.ts'] }))
  writeFileSync(join(path, 'use.ts'), source)
  return path
}
