// `wechat-card-sdk/testing/msw`: the simulator behind msw, for apps whose HTTP calls are intercepted.
import { type HttpHandler, HttpResponse, http } from 'msw'
import { describe, isObject, throwIfInvalid } from '../validate.js'
import type { Simulator } from './contract.js'

/** Options of {@link simulatorHandlers}. */
export interface SimulatorHandlersOptions {
  /**
   * The origins that the simulator answers for.
   * @defaultValue WeChat's five API hosts
   */
  origins?: readonly string[] | undefined
}

const OFFICIAL = ['api', 'api2', 'sh.api', 'sz.api', 'hk.api'].map((host) => `https://${host}.weixin.qq.com`)

/**
 * Makes request handlers for msw 2 or 3 that answer every request to WeChat's API from a simulator.
 *
 * @throws An `InputError`: this is no simulator, or an option is wrong.
 * @example
 * ```ts
 * const server = setupServer(...simulatorHandlers(simulator))
 * // msw prints whole addresses of unhandled requests, tokens included: give it a function of your own.
 * server.listen({ onUnhandledRequest: (request) => console.error(new URL(request.url).pathname) })
 * ```
 */
export function simulatorHandlers(simulator: Simulator, options: SimulatorHandlersOptions = {}): HttpHandler[] {
  const problems = []
  if (!isObject(simulator) || typeof simulator.fetch !== 'function') {
    problems.push({ field: 'simulator', expected: 'what createSimulator answers', received: describe(simulator) })
  }
  const { origins = OFFICIAL } = options
  if (!Array.isArray(origins) || !origins.every((origin) => typeof origin === 'string' && URL.canParse(origin))) {
    problems.push({ field: 'origins', expected: 'an array of addresses', received: describe(origins) })
  }
  throwIfInvalid('simulatorHandlers', problems)
  return origins.map((origin) =>
    http.all(`${origin}/*`, async ({ request }) => {
      const body = new Uint8Array(await request.arrayBuffer())
      const { method, headers, signal, url } = request
      try {
        return await simulator.fetch(url, { method, headers, ...(body.length > 0 ? { body } : {}), signal })
      } catch {
        // A connection that a fault has reset, or a caller that has given up and is told so already. Whatever else is
        // thrown here, msw prints the whole address, token included.
        return HttpResponse.error()
      }
    }),
  )
}
