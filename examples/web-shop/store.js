// Where the shop remembers: one file, one process. Behind the same functions a real shop has its database.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'

/** Opens the store in a file, which is made with the first entry. */
export function openStore(file) {
  const all = read(file)
  const queues = new Map()

  // Written beside the file and moved over it: a crash leaves the old or the new content, never half of it.
  const save = () => {
    writeFileSync(`${file}.new`, JSON.stringify(all))
    renameSync(`${file}.new`, file)
  }

  return {
    /** Lets one task at a time run for a card. A database locks the member's row. */
    exclusive(code, task) {
      const running = (queues.get(code) ?? Promise.resolve()).then(() => task())
      const settled = running.catch(() => {})
      queues.set(code, settled)
      settled.then(() => queues.get(code) === settled && queues.delete(code))
      return running
    },

    async memberOf(code) {
      return all.members[code]
    },
    async saveMember(code, changes) {
      all.members[code] = { ...all.members[code], ...changes }
      save()
    },

    async holderOf(openid) {
      return all.holders[openid]
    },
    async saveHolder(openid, changes) {
      all.holders[openid] = { ...all.holders[openid], ...changes }
      save()
    },

    /** Adds an entry, or answers with the one that this order already has. A database has a unique key there. */
    async addToLedger(entry) {
      const known = all.ledger.find(({ orderId }) => orderId === entry.orderId)
      if (known) return known
      all.ledger.push(entry)
      save()
      return entry
    },
    async entryOf(orderId) {
      return all.ledger.find((entry) => entry.orderId === orderId)
    },
    async markSent(orderId) {
      all.ledger = all.ledger.map((entry) => (entry.orderId === orderId ? { ...entry, sent: true } : entry))
      save()
    },
    async totalOf(code) {
      return all.ledger.filter((entry) => entry.code === code).reduce((sum, { points }) => sum + points, 0)
    },
  }
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if (error.code !== 'ENOENT') throw error // a broken file is not an empty one
    return { members: {}, holders: {}, ledger: [] }
  }
}
