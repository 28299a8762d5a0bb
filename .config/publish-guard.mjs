// What must hold before a release leaves this folder: no placeholder in package.json, and a build that is newer than its sources.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')
/** Stands for whom the package belongs to, until the owner writes it down. */
const PLACEHOLDER = 'OWNER'

const packageJson = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
const problems = []

for (const field of ['author', 'repository', 'homepage', 'bugs']) {
  const text = JSON.stringify(packageJson[field] ?? '')
  if (text === '""') problems.push(`package.json has no ${field}`)
  else if (text.includes(PLACEHOLDER)) problems.push(`package.json: ${field} still names ${PLACEHOLDER}: ${text}`)
}

/** When the newest file of a folder was changed. */
const newest = (folder) =>
  Math.max(
    ...readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => statSync(join(parentPath, name)).mtimeMs),
  )

const built = Object.values(packageJson.bin)[0]
if (!existsSync(join(ROOT, built))) problems.push('dist is missing: run npm run build')
else if (newest('src') > newest('dist')) problems.push('dist is older than src: run npm run build')

if (problems.length > 0) {
  console.error(`This package must not be published yet:\n${problems.map((problem) => `- ${problem}`).join('\n')}`)
  process.exitCode = 1
}
