// A process that makes one call, as a script or a function in the cloud does, and says what keeps it alive afterwards.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { WeChatCardClient } from 'wechat-card-sdk'

const { baseUrl, scenario } = JSON.parse(process.argv[2])

/** A lock that another process seems to hold for a while. No socket keeps this process alive meanwhile. */
function lockedCache() {
  const opensAt = performance.now() + 700
  return {
    get: async () => undefined,
    set: async () => {},
    delete: async () => {},
    lock: async () => (performance.now() < opensAt ? null : async () => {}),
  }
}

const wechat = new WeChatCardClient({
  appId: 'one-call',
  appSecret: '0123456789abcdef0123456789abcdef',
  baseUrl,
  allowUnsafeBaseUrl: true,
  ...(scenario === 'lock' ? { cache: lockedCache() } : {}),
})

await wechat.call({ method: 'POST', path: '/card/get', effect: 'read' }, { card_id: 'p1' })
await wechat.getCardTicket()
await nextTurn() // the last connection is put aside once its answer has been read
// From Node 22 on, loading node:http opens the standard streams; here they are pipes, and keep no process alive.
console.log(JSON.stringify({ keptAliveBy: process.getActiveResourcesInfo().filter((name) => name !== 'PipeWrap') }))
