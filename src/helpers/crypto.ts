// node:crypto, loaded when something is signed first.
import type * as NodeCrypto from 'node:crypto'

let loaded: typeof NodeCrypto | undefined

/**
 * An `import` of node:crypto loads all that it offers, WebCrypto too, which takes longer than everything else in this
 * folder: `getBuiltinModule` (Node since 20.16 and 22.3, Bun, Deno, workerd) loads the same module without, and later.
 */
export function nodeCrypto(): typeof NodeCrypto {
  loaded ??= process.getBuiltinModule('node:crypto')
  return loaded
}
