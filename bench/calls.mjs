// Calls over the wire: how many per second, and what the token and ticket endpoints see of it.
import http from 'node:http'
import { WeChatCardClient } from 'wechat-card-sdk'
import { QUICK, race } from './measure.mjs'
import { clientOf, SDKS } from './peers.mjs'

const ours = (url, more) => {
  const identity = { appId: 'wx0000000000000001', appSecret: 'c0ffee00c0ffee00c0ffee00c0ffee00' }
  const wechat = new WeChatCardClient({ ...identity, baseUrl: url, allowUnsafeBaseUrl: true, ...more })
  return {
    cardExt: (cardId) => wechat.buildAddCardList([{ cardId }]),
    call: () => wechat.call({ method: 'POST', path: PATH, effect: 'write' }, REQUEST),
  }
}

const PATH = '/cgi-bin/qrcode/create'
const REQUEST = { expire_seconds: 1800, action_name: 'QR_SCENE', action_info: { scene: { scene_id: 123 } } }

const clients = { 'wechat-card-sdk': ours, ...Object.fromEntries(SDKS.map((name) => [name, clientOf[name]])) }

export async function* rows({ server }) {
  const rate = await callRate(server)
  yield { ...rate, target: { ratio: 1, beside: 'co-wechat-api' } }
  yield { ...rate, what: `${rate.what}, beside bare node:http`, target: { ratio: 0.6, beside: 'bare node:http' } }
  yield await coldHerd(server, QUICK ? 500 : 10_000, ['wechat-card-sdk'])
  yield await coldHerd(server, QUICK ? 100 : 1000, Object.keys(clients))
  yield await rejectedToken(server)
}

/** The same small request and reply through each, 64 at once. */
async function callRate({ url }) {
  const contenders = Object.entries(clients).map(([name, make]) => ({ name, run: make(url).call }))
  contenders.push(
    { name: 'ours, over the global fetch', run: ours(url, { fetch: (address, init) => fetch(address, init) }).call },
    { name: 'bare global fetch', run: await bareFetch(url) },
    { name: 'bare node:http', run: await bareHttp(url) },
  )
  const results = await race(
    contenders.map((contender) => ({ ...contender, atOnce: 64 })),
    { rounds: 15, ms: 400 },
  )
  return { what: 'business calls, 64 at once', unit: 'per second', race: results }
}

const addressOf = async (url) => {
  const { access_token } = await (await fetch(`${url}/cgi-bin/token`)).json()
  return `${url}${PATH}?access_token=${access_token}`
}

async function bareFetch(url) {
  const address = await addressOf(url)
  const headers = { 'content-type': 'application/json' }
  return async () => await (await fetch(address, { method: 'POST', headers, body: JSON.stringify(REQUEST) })).json()
}

async function bareHttp(url) {
  const address = await addressOf(url)
  const agent = new http.Agent({ keepAlive: true })
  const headers = { 'content-type': 'application/json' }
  return () =>
    new Promise((resolve, reject) => {
      const request = http.request(address, { method: 'POST', agent, headers }, (message) => {
        const chunks = []
        message.on('data', (chunk) => chunks.push(chunk))
        message.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString())))
        message.on('error', reject)
      })
      request.on('error', reject)
      request.end(JSON.stringify(REQUEST))
    })
}

/** A process starts and so many users want a card at once. */
async function coldHerd(server, callers, names) {
  const values = []
  for (const name of names) {
    const { cardExt } = clients[name](server.url)
    await server.counts()
    const results = await Promise.allSettled(Array.from({ length: callers }, () => cardExt('pCard')))
    const { tokens, tickets } = credentialsIn(await server.counts())
    values.push({ name, value: tokens + tickets, text: `${tokens} + ${tickets}${failed(results)}` })
  }
  return {
    what: `token + ticket requests for ${callers.toLocaleString('en')} cold calls at once`,
    unit: 'requests',
    how: 'counted in one run',
    values,
    ...(names.length === 1 ? { target: { most: 2, text: '1 + 1' } } : {}),
  }
}

/** The token dies, because another service asked for one, while 500 calls are under way. */
async function rejectedToken(server) {
  const values = []
  for (const [name, make] of Object.entries(clients)) {
    const { call } = make(server.url)
    await call()
    await server.revoke()
    await server.counts()
    const results = await Promise.allSettled(Array.from({ length: 500 }, () => call()))
    const { tokens } = credentialsIn(await server.counts())
    values.push({ name, value: tokens, text: `${tokens}${failed(results)}` })
  }
  return {
    what: 'token requests when the token dies under 500 calls',
    unit: 'requests',
    how: 'counted in one run',
    values,
  }
}

const credentialsIn = (counts) => ({
  tokens: (counts['/cgi-bin/token'] ?? 0) + (counts['/cgi-bin/stable_token'] ?? 0),
  tickets: counts['/cgi-bin/ticket/getticket'] ?? 0,
})

function failed(results) {
  const count = results.filter(({ status }) => status === 'rejected').length
  return count === 0 ? '' : `, ${count} calls failed`
}
