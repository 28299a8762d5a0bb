// The console and wx.js as files: bundled beside the package at build time, read when somebody asks for them.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Reply } from './gateway.js'

/** What there is, by the name under which it is served. The page itself is the folder. */
const FILES: Readonly<Record<string, { readonly file: string; readonly contentType: string }>> = {
  '': { file: 'index.html', contentType: 'text/html; charset=utf-8' },
  'console.css': { file: 'console.css', contentType: 'text/css; charset=utf-8' },
  'console.js': { file: 'console.js', contentType: 'text/javascript; charset=utf-8' },
  'dialogs.js': { file: 'dialogs.js', contentType: 'text/javascript; charset=utf-8' },
  'shared.js': { file: 'shared.js', contentType: 'text/javascript; charset=utf-8' },
  'wx.js': { file: 'wx.js', contentType: 'text/javascript; charset=utf-8' },
}

/** The page runs its own script, speaks to its own address, and is in no frame. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/**
 * Where the build puts the files: `console/` beside the ES modules, one folder above the CommonJS ones, and in `dist`
 * when the sources themselves run, whose own `console/` is not bundled.
 */
const FOLDERS = ['console', '../console', '../../../dist/console']

/** Answers a request for a file; `undefined` for anything else. They hold no secret, so every page may have them. */
export async function consoleFile(name: string): Promise<Reply | undefined> {
  if (!Object.hasOwn(FILES, name)) return undefined
  const { file, contentType } = FILES[name] as { file: string; contentType: string }
  const headers = {
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
    ...(name === '' ? { 'content-security-policy': PAGE_POLICY } : { 'access-control-allow-origin': '*' }),
  }
  // Loaded here, because runtimes without files can have a simulator all the same.
  const { access, readFile } = await import('node:fs/promises')
  const here = fileURLToPath(new URL('.', import.meta.url))
  for (const folder of FOLDERS.map((each) => join(here, each))) {
    const isBuilt = await access(join(folder, 'console.js')).then(
      () => true,
      () => false,
    )
    if (isBuilt) return { status: 200, contentType, body: await readFile(join(folder, file), 'utf8'), headers }
  }
  const body = `The console's files are not beside the package: it was bundled, or not built (${file})`
  return { status: 404, contentType: 'text/plain; charset=utf-8', body, headers }
}
