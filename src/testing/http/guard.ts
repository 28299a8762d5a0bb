// Who may use the controls of a simulator that listens: programs of the developer, and pages that were named; no other page.
import { isIP } from 'node:net'
import type { IncomingRequest } from './gateway.js'

/** What is allowed beside the simulator's own address. */
export interface Allowed {
  /** Names under which the server may be addressed, beside `localhost` and IP addresses. */
  readonly hosts: readonly string[]
  /** Origins of pages that may use the controls. */
  readonly origins: readonly string[]
}

/** Why a request may not use the controls. */
export interface Denied {
  readonly status: 403 | 415
  readonly error: string
}

/**
 * Refuses what a page of a stranger can send: a `Host` that is a name of theirs (DNS rebinding), an `Origin` or
 * `Sec-Fetch-Site` of theirs, and state changes that a page may send without asking first.
 */
export function denied({ method, headers = {}, contentType }: IncomingRequest, allowed: Allowed): Denied | undefined {
  const { host, origin, 'sec-fetch-site': site } = headers
  const named = nameIn(host)
  if (named === undefined) return forbidden(`the header Host is ${host ? 'no host name' : 'missing'}`)
  if (named !== 'localhost' && isIP(named.replace(/^\[|\]$/g, '')) === 0 && !allowed.hosts.includes(named)) {
    return forbidden(
      `the header Host is ${shown(named)}: it must be localhost, an IP address, or a name given with --allow-host (listen: allowHosts)`,
    )
  }
  if (origin !== undefined) {
    const own = [`http://${host?.toLowerCase()}`, `https://${host?.toLowerCase()}`].includes(origin.toLowerCase())
    if (!own && !allowed.origins.includes(origin)) {
      return forbidden(
        `the header Origin is ${shown(origin)}: only pages of this address, and of origins given with --allow-origin (listen: allowOrigins), may use the controls`,
      )
    }
  } else if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    return forbidden(`the header Sec-Fetch-Site is ${shown(site)}, and there is no header Origin that is allowed`)
  }
  if (
    method !== 'GET' &&
    method !== 'HEAD' &&
    method !== 'OPTIONS' &&
    !/^application\/json\s*(;|$)/i.test(contentType)
  ) {
    const found = contentType === '' ? 'missing' : shown(contentType)
    return {
      status: 415,
      error: `the header Content-Type is ${found}: what changes something must be sent as application/json`,
    }
  }
  return undefined
}

/** The headers that let the page of an allowed origin read an answer. */
export function crossOriginHeaders({ headers = {} }: IncomingRequest, allowed: Allowed): Record<string, string> {
  const { origin } = headers
  if (origin === undefined || !allowed.origins.includes(origin)) return {}
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': 'content-type',
    'access-control-allow-private-network': 'true',
    vary: 'origin',
  }
}

/** The name in a `Host`, in small letters and without the port. */
const nameIn = (host: string | undefined): string | undefined =>
  /^(\[[\da-f:.]+\]|[a-z\d]([a-z\d_.-]*[a-z\d])?)(:\d{1,5})?$/i.exec(host ?? '')?.[1]?.toLowerCase()

const forbidden = (error: string): Denied => ({ status: 403, error })

const shown = (value: string): string => JSON.stringify(value.slice(0, 100))
