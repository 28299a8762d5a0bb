// Other lines of Node, from npm: each platform has a package that holds one binary.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PLATFORM = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`

/**
 * The newest Node of a line: this one if it is of the line, else from npm, kept in a folder for temporary files. Without
 * one it says so and answers `undefined`.
 */
export function nodeOfLine(line) {
  if (process.versions.node.split('.')[0] === line) return process.execPath
  const folder = join(tmpdir(), 'wechat-card-sdk-bench', `node-${line}`)
  const name = `node-${PLATFORM}`
  const binary = join(folder, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (existsSync(binary)) return binary
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  try {
    const quietly = ['--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts', '--loglevel=error']
    execFileSync('npm', ['install', ...quietly, `${name}@${line}`], { cwd: folder, stdio: 'ignore' })
  } catch {
    console.warn(`Node ${line} is left out: npm has no ${name}@${line} for this platform, or cannot be reached.`)
    return undefined
  }
  return binary
}
