// Lists files for tests that read the project itself.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** All files under a folder whose name fits, sorted. */
export function filesUnder(folder: string, name: RegExp): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && name.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}
