// Answers calls with changed HTTP responses, by default 3000: each call must succeed or fail with an error of the package,
// and none may take more than 50 ms of work in the best of three tries. Both senders are asked. Exits with 1 if one does not.
// Run after `npm run build`: node test/long/answer-mutations.mjs [how many] [seed]
import { once } from 'node:events'
import { createServer } from 'node:net'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { ApiError, nodeFetch, TransportError, WeChatCardClient } from 'wechat-card-sdk'
import { chanceOf } from './support.mjs'

const LONGEST_MS = 50

const count = Number(process.argv[2] ?? 3000)
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 32)
console.log(`${count} answers, seed ${seed}`)
const chance = chanceOf(seed)
const pick = (values) => values[Math.floor(chance() * values.length)]
const upTo = (most) => Math.floor(chance() * (most + 1))

const bodies = [
  '{"errcode":0,"errmsg":"ok","card":{"card_type":"MEMBER_CARD","member_card":{"base_info":{"title":"会员卡","sku":{"quantity":100}}}}}',
  '{"errcode":40099,"errmsg":"invalid code, this code has consumed. hint: [Xab1c02233vr44] rid: 5f9a1b2c-0a1b2c3d-4e5f6071"}',
  '{"errcode":"-1","errmsg":"system error"}',
  '{"errcode":0,"begin_time":1764000000123456789,"list":[1,2,3],"deep":{"a":[{"b":null}]}}',
  '\ufeff{\n  "errcode" : 0,\n  "errmsg" : "o\tk"\n}\n',
  '<html><head><title>502 Bad Gateway</title></head><body>502</body></html>',
  '',
]
/** What makes readers stumble. */
const pieces = [
  '{',
  '}',
  '[',
  ']',
  '"',
  '\\',
  '\\u',
  '\\ud83c',
  ':',
  ',',
  '-',
  '1e999',
  '0x1',
  '01',
  'null',
  'true',
  'NaN',
  '"errcode"',
  '"errcode":40001',
  '"errmsg":',
  '"__proto__":{"x":1}',
  '9'.repeat(400),
  '\0',
  '\u001b[2J',
  '\r\n',
  '\ufeff',
  '微',
  ' hint: [',
  ' rid: ',
  '{"a":'.repeat(500),
  '['.repeat(5000),
  ' '.repeat(60_000),
  '"'.repeat(2000),
  '\\"'.repeat(9000),
]
const headers = [
  'content-type: application/json',
  'content-type: text/html; charset=gbk',
  'content-encoding: gzip',
  'content-encoding: br',
  'content-encoding: deflate',
  'content-encoding: zstd',
  'content-encoding: gzip, gzip',
  'retry-after: 0',
  'retry-after: soon',
  'retry-after: 99999999999999999999',
  'keep-alive: timeout=0',
  'keep-alive: timeout=99999',
  'connection: close',
  'location: https://other.example/',
  'set-cookie: a=b',
  'x-long: '.padEnd(9000, 'x'),
  'transfer-encoding: chunked',
  'content-length: 5',
  'content-length: 99999',
  'content-length: -1',
  'content-length: x',
  'upgrade: h2c',
  ': nothing',
  'no colon',
]
const statusLines = [
  'HTTP/1.1 200 OK',
  'HTTP/1.1 200 OK',
  'HTTP/1.1 200 OK',
  'HTTP/1.1 200',
  'HTTP/1.0 200 OK',
  'HTTP/1.1 204 No Content',
  'HTTP/1.1 206 Partial',
  'HTTP/1.1 302 Found',
  'HTTP/1.1 304 Not Modified',
  'HTTP/1.1 403 Forbidden',
  'HTTP/1.1 429 Busy',
  'HTTP/1.1 502 Bad Gateway',
  'HTTP/1.1 599 X',
  'HTTP/1.1 999 Odd',
  'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK',
  'HTTP/1.1 101 Switching Protocols',
  'HTTP/2 200',
  'HTTP/1.1 abc',
  'SSH-2.0-x',
  '',
]

function changed(text) {
  let result = text
  for (let times = upTo(4); times > 0; times--) {
    const at = upTo(result.length)
    const end = Math.min(result.length, at + upTo(12))
    const kind = upTo(3)
    if (kind === 0) result = result.slice(0, at) + pick(pieces) + result.slice(at)
    else if (kind === 1) result = result.slice(0, at) + result.slice(end)
    else if (kind === 2) result = result.slice(0, end) + result.slice(at, end).repeat(upTo(20)) + result.slice(end)
    else result = result.slice(0, at)
  }
  return result
}

function flipped(bytes) {
  const result = Buffer.from(bytes)
  for (let times = upTo(3); times > 0 && result.length > 0; times--) result[upTo(result.length - 1)] = upTo(255)
  return upTo(3) === 0 ? result.subarray(0, upTo(result.length)) : result
}

/** One whole answer, from its status to the last byte before the connection ends. */
function makeAnswer() {
  const text = Buffer.from(changed(pick(bodies)), pick(['utf8', 'utf8', 'utf8', 'utf16le', 'latin1']))
  const coding = pick([undefined, undefined, undefined, 'gzip', 'deflate', 'deflate', 'br'])
  const pack = { gzip: gzipSync, deflate: pick([deflateSync, deflateRawSync]), br: brotliCompressSync }[coding]
  const packed = pack ? pack(text) : text
  const body = upTo(2) === 0 ? flipped(packed) : packed
  const own = coding && upTo(5) > 0 ? [`content-encoding: ${coding}`] : []
  const more = Array.from({ length: upTo(2) }, () => pick(headers))
  const isChunked = upTo(2) === 0
  const length = isChunked ? 'transfer-encoding: chunked' : `content-length: ${body.length}`
  const lines = [pick(statusLines), ...own, ...more, ...(upTo(9) > 0 ? [length] : [])]
  const at = upTo(body.length)
  const piecesOfBody = [body.subarray(0, at), body.subarray(at)].filter((piece) => piece.length > 0)
  const framed = isChunked
    ? [...piecesOfBody.flatMap((piece) => [`${piece.length.toString(16)}\r\n`, piece, '\r\n']), '0\r\n\r\n']
    : [body]
  const whole = Buffer.concat([`${lines.join('\r\n')}\r\n\r\n`, ...framed].map((part) => Buffer.from(part)))
  return upTo(9) === 0 ? flipped(whole) : whole
}

let answer = Buffer.alloc(0)
const server = createServer((socket) => {
  socket.on('error', () => {})
  socket.on('data', () => socket.end(answer)) // an end always comes: waiting for a deadline is no work
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const account = { appId: 'wx0123456789abcdef', accessToken: async () => ({ value: 'T', expiresInSeconds: 7200 }) }
const place = { baseUrl: `http://127.0.0.1:${server.address().port}`, allowUnsafeBaseUrl: true, attemptTimeoutMs: 2000 }
const senders = { 'node-client': nodeFetch(), 'web-fetch': (url, init) => fetch(url, init) }

const odd = []
const outcomes = {}
process.on('uncaughtException', (error) => odd.push(`uncaught ${error?.stack}`))
process.on('unhandledRejection', (error) => odd.push(`unhandled ${error?.stack}`))

/** Milliseconds of work, of all threads, for one answer, and what came of it. */
async function attempt(wechat) {
  const before = process.cpuUsage()
  const result = await wechat.codes.get({ code: '318020000001' }, { retry: false }).then(
    () => 'success',
    (error) => error,
  )
  const { user, system } = process.cpuUsage(before)
  return { ms: (user + system) / 1000, result }
}

for (const [sender, fetch] of Object.entries(senders)) {
  const wechat = new WeChatCardClient({ ...account, ...place, fetch })
  for (let warming = 0; warming < 50; warming++) {
    answer = Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: 13\r\n\r\n{"errcode":0}`)
    await attempt(wechat)
  }
  for (let index = 0; index < count; index++) {
    answer = makeAnswer()
    let { ms, result } = await attempt(wechat)
    for (let again = 0; again < 2 && ms > LONGEST_MS; again++) ms = Math.min(ms, (await attempt(wechat)).ms)
    const isOurs = result === 'success' || result instanceof ApiError || result instanceof TransportError
    const key = result === 'success' ? result : (result?.code ?? 'other')
    outcomes[`${sender} ${key}`] = (outcomes[`${sender} ${key}`] ?? 0) + 1
    const long = result !== 'success' && (result.errmsg?.length > 512 || /\p{Cc}/u.test(result.errmsg ?? ''))
    if (!isOurs || ms > LONGEST_MS || long) {
      odd.push(
        `${sender}, answer ${index}, ${ms.toFixed(1)} ms: ${result?.stack ?? result}\n${answer.toString('latin1').slice(0, 300)}`,
      )
    }
  }
}
await new Promise((resolve) => setTimeout(resolve, 200)) // for what comes late
server.close()
console.log(outcomes)
for (const each of odd.slice(0, 20)) console.log(each)
console.log(odd.length === 0 ? 'all as it should be' : `${odd.length} not as they should be`)
process.exit(odd.length === 0 ? 0 : 1)
