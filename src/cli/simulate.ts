// `wechat-card-sdk simulate`: a simulated WeChat as an HTTP server, for any language and for work on pages.
import { parseArgs } from 'node:util'
import { createSimulator } from '../testing/index.js'
import { type Terminal, UsageError } from './terminal.js'

export const SIMULATE_HELP = `Usage: wechat-card-sdk simulate [options]

Serves WeChat's API from memory and prints what it is asked.

  --port <number>      default 8080; 0 takes any free port
  --host <address>     default 127.0.0.1
  --app-id <id>        AppID of the simulated Official Account
  --app-secret <text>  its AppSecret: one of your own making, never a real one
  --seed <text>        the same seed brings the same ids and codes
  --mode <mode>        2026 (default) refuses new coupons as WeChat does; legacy accepts them
  --review <how>       instant (default), or manual: POST /_simulator/approveCard decides
  --push <url>         pushes events there, signed with --token
  --token <text>       token of the callback
  --aes-key <text>     EncodingAESKey: pushes are encrypted with it
  --json               one line of JSON per request

Phones and controls, for tests in any language, are at /_simulator/: see the guide "Test your card flow without WeChat".
Ctrl-C ends it.`

/** Runs the command. */
export async function simulate(args: string[], terminal: Terminal): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string', default: '8080' },
      host: { type: 'string', default: '127.0.0.1' },
      'app-id': { type: 'string' },
      'app-secret': { type: 'string' },
      seed: { type: 'string' },
      mode: { type: 'string', default: '2026' },
      review: { type: 'string', default: 'instant' },
      push: { type: 'string' },
      token: { type: 'string' },
      'aes-key': { type: 'string' },
      json: { type: 'boolean' },
    },
  })
  const { host, json, push, token, 'aes-key': encodingAESKey } = values
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535)
    throw new UsageError('--port is a number up to 65535.')
  const simulator = createSimulator({
    appId: values['app-id'],
    appSecret: values['app-secret'],
    seed: values.seed,
    mode: values.mode as '2026' | 'legacy', // checked there
    review: values.review as 'instant' | 'manual', // likewise
    onRequest: (request) => {
      if (json) return terminal.print(JSON.stringify(request))
      const { errcode, method, path } = request
      const answer = errcode === undefined ? 'no answer' : String(errcode)
      terminal.print(`${terminal.style(errcode === 0 ? 'good' : 'bad', answer.padStart(6))}  ${method} ${path}`)
    },
  })
  if (push !== undefined) {
    if (token === undefined) throw new UsageError('--push needs --token.')
    simulator.pushTo(push, { token, encodingAESKey })
  }
  const { url, close } = await simulator.listen({ port: Number(values.port), host, control: true })
  if (json) terminal.print(JSON.stringify({ url, appId: simulator.appId }))
  else {
    terminal.print(`WeChat, simulated, at ${terminal.style('strong', url)}`)
    terminal.print(`  AppID      ${simulator.appId}`)
    terminal.print(`  AppSecret  ${values['app-secret'] ? 'as given' : simulator.appSecret}`)
    terminal.print(`  Controls   ${url}/_simulator/\n`)
  }
  await new Promise<void>((resolve) => {
    if (terminal.interrupted.aborted) resolve()
    terminal.interrupted.addEventListener('abort', () => resolve(), { once: true })
  })
  await close()
  return 0
}
