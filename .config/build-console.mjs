// Bundles the console and wx.js for browsers, after the package was built. They are files of their own: nothing imports them.
import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'

const ROOT = join(import.meta.dirname, '..')
const FROM = join(ROOT, 'src/testing/console')
const TO = join(ROOT, 'dist/console')

const shared = {
  bundle: true,
  minify: true,
  charset: 'utf8',
  legalComments: 'none',
  target: ['chrome105', 'firefox115', 'safari16'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  logLevel: 'warning',
}

await mkdir(TO, { recursive: true })
await Promise.all([
  // The page and the dialogs over a developer's page draw the same cards: what they share is there once.
  build({
    ...shared,
    entryPoints: { console: join(FROM, 'app.tsx'), dialogs: join(FROM, 'wx-dialogs.tsx') },
    format: 'esm',
    splitting: true,
    chunkNames: 'shared',
    loader: { '.css': 'text' },
    outdir: TO,
  }),
  build({ ...shared, entryPoints: { console: join(FROM, 'console.css') }, outdir: TO }),
  // A classic script, as WeChat's own is: `wx` is there for the next script of the page.
  build({ ...shared, entryPoints: { wx: join(FROM, 'wx.ts') }, format: 'iife', outdir: TO }),
  copyFile(join(FROM, 'index.html'), join(TO, 'index.html')),
])
