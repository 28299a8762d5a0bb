#!/usr/bin/env node
// The command: which of its parts is wanted, and with which exit code it ends.
import { createRequire } from 'node:module'
import { WeChatCardError } from '../index.js'
import { DOCTOR_HELP, doctor } from './doctor.js'
import { EXPLAIN_HELP, explain } from './explain.js'
import { SIMULATE_HELP, SIMULATE_HELP_ZH, simulate } from './simulate.js'
import { type Command, readsChinese, realTerminal, type Terminal, UsageError } from './terminal.js'

interface NamedCommand {
  readonly run: Command
  readonly help: string
  readonly helpZh?: string
}

const COMMANDS: Readonly<Record<string, NamedCommand>> = {
  simulate: { run: simulate, help: SIMULATE_HELP, helpZh: SIMULATE_HELP_ZH },
  explain: { run: explain, help: EXPLAIN_HELP },
  doctor: { run: doctor, help: DOCTOR_HELP },
}

const HELP = `Usage: wechat-card-sdk <command> [options]

  simulate   serves a simulated WeChat over HTTP, phones included
  explain    says why WeChat would refuse a cardExt (签名错误)
  doctor     checks an Official Account step by step

  -h, --help, help         prints this, or the options of a command
  -v, --version, version   prints the version

Exit codes: 0 all is well; 1 something was found; 2 the call is wrong; 3 an unexpected failure.`

process.exitCode = await main(process.argv.slice(2), realTerminal())

async function main([name = '--help', ...args]: string[], terminal: Terminal): Promise<number> {
  if (['-v', '--version', 'version'].includes(name))
    return shown(terminal, (createRequire(import.meta.url)('../package.json') as { version: string }).version)
  if (['-h', '--help', 'help'].includes(name)) {
    const named = Object.hasOwn(COMMANDS, args[0] ?? '') ? COMMANDS[args[0] ?? ''] : undefined
    return shown(terminal, named === undefined ? HELP : helpOf(named, terminal))
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (command === undefined) return failed(`There is no command ${name}.\n\n${HELP}`, 2)
  if (args.includes('--help') || args.includes('-h')) return shown(terminal, helpOf(command, terminal))
  const inJson = args.includes('--json')
  try {
    return await command.run(args, terminal)
  } catch (error) {
    if (inJson) terminal.print(JSON.stringify({ error: error instanceof Error ? error.message : String(error) }))
    // parseArgs says what is wrong with the options.
    const { code } = error as NodeJS.ErrnoException
    const usage = error instanceof UsageError || String(code).startsWith('ERR_PARSE_ARGS')
    // Not the whole help: on a terminal it would push the one line that matters out of sight.
    if (usage) return failed(`${(error as Error).message}\nOptions: wechat-card-sdk ${name} --help`, 2)
    if (WeChatCardError.is(error)) return failed(error.message, error.code === 'ERR_INPUT' ? 2 : 3)
    return failed(error instanceof Error ? error.message : String(error), 3)
  }
}

function helpOf({ help, helpZh = help }: NamedCommand, terminal: Terminal): string {
  return readsChinese(terminal) ? helpZh : help
}

function shown(terminal: Terminal, text: string): number {
  terminal.print(text)
  return 0
}

function failed(text: string, code: number): number {
  process.stderr.write(`${text}\n`)
  return code
}
