import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as wechat from '../support/event-push.js'
import { freePort, type RedisServer, redisIsInstalled, startRedis } from '../support/redis.js'

/** A merchant's back end: each event sets a field, after a while. It writes down what it began and what it finished. */
const BACK_END = `
  import express from 'express'
  import { Redis } from 'ioredis'
  import { redisDedupe } from '../../src/cache/redis.js'
  import { createEventHandler, EventReceiver, toNodeHandler } from '../../src/events/index.js'

  const [account, redisPort, port] = JSON.parse(process.argv[2])
  const redis = new Redis(redisPort)
  const receiver = new EventReceiver({ ...account, dedupe: redisDedupe(redis) })
  const handler = createEventHandler(receiver, {
    user_get_card: async ({ UserCardCode, FromUserName }) => {
      await redis.hincrby('began', UserCardCode, 1)
      const takes = 10 + (Number(UserCardCode.split('-')[1]) % 12) * 8 // each its own time, so that some are always at work
      await new Promise((resolve) => setTimeout(resolve, takes))
      await redis.hset('holders', UserCardCode, FromUserName)
      await redis.hincrby('finished', UserCardCode, 1)
    },
  })
  express().all('/wechat', toNodeHandler(handler)).listen(port, '127.0.0.1', () => process.send('listening'))
`

const EVENTS = 300
const AT_ONCE = 12
/** When all events happened: nothing older than a day is taken. */
const createdAt = Math.floor(Date.now() / 1000)
const codes = Array.from({ length: EVENTS }, (_, at) => `code-${at}`)

describe.runIf(redisIsInstalled)('a back end with Redis that is killed twice while events arrive', () => {
  let folder: string
  let redis: RedisServer
  let port: number
  let backEnd: ChildProcess | undefined
  /** Settles when the process that was killed last is gone. */
  let crashing: Promise<unknown> = Promise.resolve()

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'event-crash-'))
    redis = await startRedis()
    port = await freePort()
    await build({
      stdin: { contents: BACK_END, resolveDir: import.meta.dirname, loader: 'ts' },
      outfile: join(folder, 'back-end.cjs'),
      bundle: true,
      platform: 'node',
      format: 'cjs',
      logLevel: 'silent',
    })
    await start()
  })

  afterAll(async () => {
    backEnd?.kill('SIGKILL')
    await redis?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  async function start(): Promise<void> {
    const settings = JSON.stringify([wechat.account, redis.port, port])
    backEnd = spawn(process.execPath, [join(folder, 'back-end.cjs'), settings], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    await once(backEnd, 'message')
  }

  async function crash(): Promise<void> {
    crashing = once(backEnd as ChildProcess, 'exit')
    backEnd?.kill('SIGKILL')
    await crashing
  }

  /** Sends an event until it is confirmed, each time encrypted anew. An attempt that met no server does not count. */
  async function deliver(code: string): Promise<{ attempts: number }> {
    for (let attempts = 1; ; ) {
      const { query, body } = wechat.push(wechat.getCardEvent(code, createdAt), Math.floor(Date.now() / 1000))
      const url = `http://127.0.0.1:${port}/wechat?${new URLSearchParams(query)}`
      // A connection of its own: one that a crash has ended, found out at the next use, would count as an attempt.
      const headers = { connection: 'close' }
      const status = await fetch(url, { method: 'POST', body, headers, signal: AbortSignal.timeout(5000) }).then(
        (response) => response.status,
        (error: Error & { cause?: { code?: string } }) => error.cause?.code ?? error.name,
      )
      if (status === 200) return { attempts }
      if (status === 'ECONNREFUSED') await wait(50)
      else {
        attempts++
        await crashing // a process that is dying closes its connections before its port: it would cut the next one too
      }
    }
  }

  /** What the back end wrote down, by code. */
  const written = (name: 'began' | 'finished' | 'holders'): Readonly<Record<string, string>> => {
    const lines = redis.cli('HGETALL', name).split('\n')
    return Object.fromEntries(lines.flatMap((line, at) => (at % 2 === 0 ? [[line, lines[at + 1] ?? '']] : [])))
  }

  test('loses no event, and handles again only what was cut off', { timeout: 60_000 }, async () => {
    const waiting = [...codes]
    let confirmed = 0
    let mostAttempts = 0
    const sender = async (): Promise<void> => {
      for (let code = waiting.shift(); code !== undefined; code = waiting.shift()) {
        const { attempts } = await deliver(code)
        mostAttempts = Math.max(mostAttempts, attempts)
        confirmed += 1
      }
    }
    const killer = async (): Promise<void> => {
      for (const after of [EVENTS / 3, (EVENTS * 2) / 3]) {
        while (confirmed < after) await wait(5)
        await crash()
        await start()
      }
    }
    await Promise.all([killer(), ...Array.from({ length: AT_ONCE }, sender)])

    expect(confirmed).toBe(EVENTS)
    expect(mostAttempts).toBeLessThanOrEqual(3) // as often as WeChat tries
    const holder = 'oDEMOuser0000000000000000001'
    expect(written('holders')).toEqual(Object.fromEntries(codes.map((code) => [code, holder])))
    expect(Object.keys(written('finished')).sort()).toEqual([...codes].sort())
    const began = written('began')
    const again = Object.values(began).filter((times) => Number(times) > 1).length
    expect(again).toBeGreaterThan(0) // something was cut off, or this test shows nothing
    expect(again).toBeLessThanOrEqual(2 * AT_ONCE)

    await Promise.all(codes.slice(0, 50).map(deliver))
    expect(written('began')).toEqual(began)
  })
})
