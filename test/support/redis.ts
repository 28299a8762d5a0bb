// Real Redis servers for tests, each on its own free port of this machine and with nothing on disk.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/** Whether the tests that need Redis can run. In CI they must. */
export const redisIsInstalled: boolean = spawnSync('redis-server', ['--version']).status === 0

if (!redisIsInstalled) {
  const message =
    'redis-server is not installed: the tests with a real Redis are left out. Install it (apt-get install redis-server, brew install redis) and run npm test again.'
  if (process.env.CI) throw new Error(message)
  console.warn(message)
}

/** A running server. */
export interface RedisServer {
  readonly port: number
  readonly process: ChildProcess
  /** Runs redis-cli against it and answers with what it printed. */
  cli(...command: string[]): string
  stop(): Promise<void>
}

/** Starts a server and waits until it answers. `cluster`: a cluster of this one node, which owns every slot. */
export async function startRedis(options: { port?: number; cluster?: boolean } = {}): Promise<RedisServer> {
  const port = options.port ?? (await freePort())
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  if (options.cluster) settings.push('--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1')
  const folder = await mkdtemp(join(tmpdir(), 'redis-'))
  const server = spawn('redis-server', settings, { stdio: 'ignore', cwd: folder })
  const cli = (...command: string[]): string =>
    spawnSync('redis-cli', ['-p', String(port), ...command], { encoding: 'utf8' }).stdout?.trim() ?? ''
  if (options.cluster) {
    await until(() => cli('PING') === 'PONG')
    cli('CLUSTER', 'ADDSLOTSRANGE', '0', '16383')
    await until(() => cli('CLUSTER', 'INFO').includes('cluster_state:ok'))
  }
  await until(() => cli('PING') === 'PONG')
  return {
    port,
    process: server,
    cli,
    async stop() {
      if (server.exitCode === null && server.signalCode === null) {
        const ended = once(server, 'exit')
        server.kill('SIGKILL')
        await ended
      }
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries++) {
    if (tries > 200) throw new Error('the Redis server did not start')
    await wait(25)
  }
}

/** A port that is free now and outside the ones that fetch forbids. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}
