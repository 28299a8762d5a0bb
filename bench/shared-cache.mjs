// Eight processes start at once with an empty Redis between them: what do the token and ticket endpoints see?
import { fork, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PROCESSES = 8
const CALLERS = 20
const THIS = fileURLToPath(import.meta.url)

export async function* rows({ server }) {
  if (spawnSync('redis-server', ['--version']).status !== 0) {
    console.warn('redis-server is not installed: the row about a shared cache is left out')
    return
  }
  const port = await freePort()
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const redis = spawn('redis-server', settings, { stdio: 'ignore', cwd: mkdtempSync(join(tmpdir(), 'bench-')) })
  try {
    const children = Array.from({ length: PROCESSES }, () => fork(THIS, [String(port), server.url]))
    await Promise.all(children.map((child) => once(child, 'message'))) // connected
    await server.counts()
    for (const child of children) child.send('go')
    const failures = await Promise.all(children.map(async (child) => (await once(child, 'message'))[0].failed))
    const counts = await server.counts()
    const [tokens, tickets] = [counts['/cgi-bin/stable_token'] ?? 0, counts['/cgi-bin/ticket/getticket'] ?? 0]
    const failed = failures.reduce((sum, each) => sum + each, 0)
    const text = `${tokens} + ${tickets}${failed > 0 ? `, ${failed} calls failed` : ''}`
    yield {
      what: `token + ticket requests, ${PROCESSES} processes × ${CALLERS} cold calls, shared Redis`,
      unit: 'requests',
      how: 'counted in one run',
      values: [{ name: 'wechat-card-sdk', value: tokens + tickets + failed, text }],
      target: { most: 2, text: '1 + 1' },
    }
  } finally {
    redis.kill()
  }
}

/** One of the processes. */
async function participate([port, url]) {
  const { Redis } = await import('ioredis')
  const { WeChatCardClient } = await import('wechat-card-sdk')
  const { redisCache } = await import('wechat-card-sdk/redis')
  const redis = new Redis({ port: Number(port), host: '127.0.0.1' })
  await redis.ping()
  const identity = { appId: 'wx0000000000000001', appSecret: 'c0ffee00c0ffee00c0ffee00c0ffee00' }
  const wechat = new WeChatCardClient({ ...identity, cache: redisCache(redis), baseUrl: url, allowUnsafeBaseUrl: true })
  process.send('connected')
  await once(process, 'message')
  const calls = Array.from({ length: CALLERS }, () => wechat.buildAddCardList([{ cardId: 'pCard' }]))
  const results = await Promise.allSettled(calls)
  process.send({ failed: results.filter(({ status }) => status === 'rejected').length }, () => process.exit())
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address()
  probe.close()
  await once(probe, 'close')
  return port
}

if (process.send && process.argv[1] === THIS) await participate(process.argv.slice(2))
