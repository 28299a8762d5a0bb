// Processes that share credentials through Redis, run by a test.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** What a worker is told when it starts; the rest are options of its client. */
export interface WorkerSettings {
  readonly baseUrl: string
  readonly redisPort: number
  readonly library?: 'ioredis' | 'node-redis'
  readonly appId: string
  readonly appSecret?: string
  readonly tokenMode?: 'stable' | 'classic'
}

/** How one call of a worker ended. */
export interface CallOutcome {
  readonly value?: string
  /** Name, code, and kind or errcode. */
  readonly error?: string
  readonly message?: string
  /** How often a cache that did not answer was waited for while it lasted. */
  readonly cacheWaits: number
}

/** A process that waits for commands. */
export interface CacheWorker {
  readonly process: ChildProcess
  many(what: 'token' | 'cardTicket' | 'business', count: number): Promise<CallOutcome[]>
  startLoad(): Promise<void>
  endLoad(): Promise<CallOutcome[]>
  /** Sets its clock ahead. */
  advance(ms: number): Promise<void>
  /** How many of each type it has reported. */
  diagnostics(): Promise<Readonly<Record<string, number>>>
  end(): void
}

/** Starts a process and waits until it is connected. Needs the built package. */
export async function startWorker(settings: WorkerSettings): Promise<CacheWorker> {
  const script = join(import.meta.dirname, 'cache-worker.mjs')
  const child = fork(script, [JSON.stringify(settings)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const answers = new Map<number, (answer: unknown) => void>()
  let id = 0
  const [first] = await once(child, 'message')
  if (!first.ready) throw new Error('the worker did not start')
  child.on('message', (message: { id: number; answer: unknown }) => answers.get(message.id)?.(message.answer))
  const ask = <Answer>(command: string, details: object = {}): Promise<Answer> =>
    new Promise((resolve, reject) => {
      answers.set(++id, (answer) => resolve(answer as Answer)) // the worker's answer to this command
      child.once('exit', () => reject(new Error(`the worker has ended while it was asked to ${command}`)))
      child.send({ id, command, ...details })
    })
  child.setMaxListeners(0)
  return {
    process: child,
    many: (what, count) => ask('many', { what, count }),
    startLoad: () => ask('startLoad'),
    endLoad: () => ask('endLoad'),
    advance: (ms) => ask('advance', { ms }),
    diagnostics: () => ask('diagnostics'),
    end: () => void child.kill('SIGKILL'),
  }
}

/** Starts several. */
export const startWorkers = (count: number, settings: WorkerSettings): Promise<CacheWorker[]> =>
  Promise.all(Array.from({ length: count }, () => startWorker(settings)))
