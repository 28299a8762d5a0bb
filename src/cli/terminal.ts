// What a command reads from and writes to, so that tests can stand in for a person.
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { styleText } from 'node:util'

/** A wrong call of the command: its message says what is wrong. Exit code 2. */
export class UsageError extends Error {
  override get name(): string {
    return 'UsageError'
  }
}

/** One command: reads its arguments and answers with the exit code. */
export type Command = (args: string[], terminal: Terminal) => Promise<number>

/** The person's side. */
export interface Terminal {
  /** Writes a line of results. */
  print(line?: string): void
  readonly env: Readonly<Record<string, string | undefined>>
  /** Marks text where a terminal shows colours. */
  style(kind: Style, text: string): string
  /** Asks for a value without showing what is typed; reads the first line of a pipe where nobody sits at a terminal. */
  secret(question: string): Promise<string>
  /** Ends when the person interrupts. */
  readonly interrupted: AbortSignal
}

/** Whether the person reads Chinese, as the settings of the shell say. */
export const readsChinese = ({ env }: Pick<Terminal, 'env'>): boolean =>
  /^zh/i.test(env.LC_ALL || env.LC_MESSAGES || env.LANG || '')

/** How a text is meant. */
export type Style = 'good' | 'bad' | 'warning' | 'faint' | 'strong'

const COLORS = { good: 'green', bad: 'red', warning: 'yellow', faint: 'gray', strong: 'bold' } as const

/** The real terminal. Colours only where somebody can see them, and not with `NO_COLOR`. */
export function realTerminal(): Terminal {
  const controller = new AbortController()
  process.once('SIGINT', () => controller.abort())
  process.once('SIGTERM', () => controller.abort())
  const colours = process.stdout.isTTY === true && !process.env.NO_COLOR
  return {
    print: (line = '') => void process.stdout.write(`${line}\n`),
    env: process.env,
    style: (kind, text) => (colours ? styleText(COLORS[kind], text) : text),
    secret: (question) => readSecret(question, () => controller.abort()),
    interrupted: controller.signal,
  }
}

async function readSecret(question: string, interrupt: () => void): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const typed = process.stdin.isTTY === true
  if (typed) process.stderr.write(question)
  const lines = createInterface({ input: process.stdin, output: silent, terminal: typed })
  // While a line is typed, Ctrl-C is a key and no signal.
  lines.on('SIGINT', () => {
    interrupt()
    lines.close()
  })
  try {
    for await (const line of lines) return line.trim()
    return ''
  } finally {
    lines.close()
    if (typed) process.stderr.write('\n')
  }
}
