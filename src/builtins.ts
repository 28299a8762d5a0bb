// Modules of Node that are loaded when they are needed first.
import type * as NodeCrypto from 'node:crypto'
import type NodeHttp from 'node:http'
import type NodeHttps from 'node:https'
import type NodeZlib from 'node:zlib'

// An `import` of a module of Node reads all that it offers. In node:http that loads undici (20 to 40 ms on Node 22 and
// later), in node:crypto WebCrypto. `getBuiltinModule` (Node since 20.16 and 22.3, Bun, Deno, workerd) gives the same
// object without, at the first use, and bundlers leave it alone.

let crypto: typeof NodeCrypto | undefined

/** node:crypto. */
export function nodeCrypto(): typeof NodeCrypto {
  crypto ??= process.getBuiltinModule('node:crypto')
  return crypto
}

let http: typeof NodeHttp | undefined

/** node:http, as the object into which interceptors put functions of their own. */
export function nodeHttp(): typeof NodeHttp {
  http ??= process.getBuiltinModule('node:http')
  return http
}

let https: typeof NodeHttps | undefined

/** node:https, likewise. */
export function nodeHttps(): typeof NodeHttps {
  https ??= process.getBuiltinModule('node:https')
  return https
}

/** node:zlib. */
export const nodeZlib = (): typeof NodeZlib => process.getBuiltinModule('node:zlib')
