// Runs beside every test: fails the one that prints a secret, as loggers and interceptors do with whole addresses.
import { format } from 'node:util'
import { afterEach, expect } from 'vitest'

/** A secret behind its name, as in addresses, bodies and printed objects. `***` and the like are none. */
const SECRET = /\b(?:access_token|secret|appsecret|app_secret|ticket)["']?\s*[=:]\s*["']?[\w%+/.-]{8,}/i

let printed: string[] = []

for (const method of ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const) {
  const print = console[method].bind(console)
  console[method] = (...values: unknown[]) => {
    printed.push(format(...values))
    print(...values)
  }
}

for (const stream of [process.stdout, process.stderr]) {
  const write = stream.write.bind(stream) as (...values: unknown[]) => boolean
  stream.write = (...values: unknown[]) => {
    printed.push(String(values[0]))
    return write(...values)
  }
}

afterEach(() => {
  const found = printed.filter((text) => SECRET.test(text))
  printed = []
  expect(found).toEqual([])
})
