// The dearest event body of the largest size, whoever sent it, and what an event costs the store of seen events.
import { EventReceiver } from 'wechat-card-sdk/events'
import { ACCOUNT, sealed, sealedText, sign } from './event.mjs'
import { median, QUICK } from './measure.mjs'

const LARGEST = 256 * 1024
const ROUNDS = QUICK ? 1 : 5

/** What a body is filled with: each has been slow in some parser of XML. */
const FILLINGS = {
  'carriage returns': '\r',
  'line breaks': '\n',
  spaces: ' ',
  'opening brackets': '<',
  'closing brackets': '>',
  'open elements': '<a>',
  'empty elements': '<a/>',
  attributes: ' a="b"',
  quotes: '"',
  ampersands: '&',
  entities: '&amp;',
  'character references': '&#13;',
  'CDATA sections': '<![CDATA[]]>',
  'open CDATA sections': '<![CDATA[',
  'closed CDATA sections': ']]>',
  comments: '<!---->',
  'exclamation marks': '<!',
  'question marks': '<?',
  text: 'x',
  'Chinese text': '卡',
  'null bytes': '\0',
}

const query = (more = {}) => {
  const [timestamp, nonce] = [String(Math.floor(Date.now() / 1000)), '1234567890']
  return { signature: sign(timestamp, nonce), timestamp, nonce, ...more }
}

/** One filling as whoever knows the address can send it, as whoever has seen a signature can, and as WeChat could. */
function bodiesOf(filling) {
  const room = LARGEST - 2000
  const filled = filling.repeat(Math.floor(room / Buffer.byteLength(filling)))
  const forged = query({ encrypt_type: 'aes', msg_signature: '0'.repeat(40) })
  const text = filling.repeat(Math.floor((room * 0.7) / Buffer.byteLength(filling)))
  return {
    'bare, unsigned': { query: { ...query(), signature: '0'.repeat(40) }, body: `<xml>${filled}</xml>` },
    'bare, signed': { query: query(), body: `<xml>${filled}</xml>` },
    'envelope, not proven': { query: forged, body: `<xml>${filled}<Encrypt>x</Encrypt></xml>` },
    'as bytes': { query: forged, body: Buffer.from(`<xml><Encrypt>${filled}</Encrypt></xml>`) },
    'encrypted and proven': sealedText(`<xml>${text}</xml>`, 1),
  }
}

export async function* rows() {
  const receiver = new EventReceiver(ACCOUNT)
  let worst = { ms: 0, name: '' }
  for (const [filling, text] of Object.entries(FILLINGS)) {
    for (const [kind, request] of Object.entries(bodiesOf(text))) {
      const times = []
      for (let round = 0; round < ROUNDS; round++) {
        const started = performance.now()
        await receiver.receive(request).catch(() => {}) // refused or not: what counts is how long it took
        times.push(performance.now() - started)
      }
      const ms = median(times)
      if (ms > worst.ms) worst = { ms, name: `${filling}, ${kind}` }
    }
  }
  const kinds = Object.keys(FILLINGS).length * Object.keys(bodiesOf('x')).length
  yield {
    what: 'the dearest event body of 256 KiB, proven or not',
    unit: 'ms',
    how: `the largest of ${kinds} kinds, each the median of ${ROUNDS} calls`,
    values: [{ name: 'wechat-card-sdk', value: worst.ms, text: `${worst.ms.toFixed(1)} (${worst.name})` }],
    target: { most: 50 },
  }

  let calls = 0
  const counted = (answer) => async () => {
    calls++
    return answer
  }
  const dedupe = { begin: counted('new'), complete: counted(undefined), abandon: counted(undefined) }
  const handle = new EventReceiver({ ...ACCOUNT, dedupe }).createHandler({ user_get_card: () => {} })
  const { query: parameters, body } = sealed(0)
  const url = `https://shop.example/wechat?${new URLSearchParams(parameters)}`
  const response = await handle(new Request(url, { method: 'POST', body }))
  if (response.status !== 200) throw new Error(`the event was answered ${response.status}`)
  yield {
    what: 'round trips to the store of seen events for each event',
    unit: 'round trips',
    how: 'counted',
    values: [{ name: 'wechat-card-sdk', value: calls, text: String(calls) }],
    target: { most: 2 },
  }
}
