// Very many users of the simulator: each claims, activates, earns points and redeems, and all books must balance.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { QUICK } from './measure.mjs'

const STORY = fileURLToPath(new URL('../test/long/ten-thousand-users.mjs', import.meta.url))
const USERS = QUICK ? 100 : 10_000

export function* rows() {
  // Ends with another code than 0, and so throws here, if one book does not balance.
  const printed = execFileSync(process.execPath, ['--expose-gc', STORY, String(USERS)], { encoding: 'utf8' })
  const seconds = Number(/users in ([\d.]+) s/.exec(printed)?.[1])
  const perUser = Number(/heap: ([\d.]+) KiB for each user/.exec(printed)?.[1])
  const users = USERS.toLocaleString('en')
  const how = 'one run'
  yield {
    what: `simulator: ${users} users claim, activate, earn, redeem; books balanced`,
    unit: 's',
    how,
    values: [{ name: 'wechat-card-sdk', value: seconds, text: seconds.toFixed(1) }],
    target: { most: 20 },
  }
  yield {
    what: 'simulator: memory kept for one such user',
    unit: 'KiB',
    how,
    values: [{ name: 'wechat-card-sdk', value: perUser, text: perUser.toFixed(1) }],
  }
}
