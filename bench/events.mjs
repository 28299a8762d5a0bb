// An encrypted event of 1 KiB: verify, decrypt, parse, de-duplicate.
import { EventReceiver } from 'wechat-card-sdk/events'
import { ACCOUNT, sealed } from './event.mjs'
import { race } from './measure.mjs'
import { load } from './peers.mjs'

const { appId, token, encodingAESKey } = ACCOUNT
const EVENTS = 2000

export async function* rows() {
  const events = Array.from({ length: EVENTS }, (_, number) => sealed(number))

  // After the last event everybody begins again, with a memory that has seen none.
  let receiver = new EventReceiver(ACCOUNT)
  let next = 0
  const receive = () => {
    if (next === EVENTS) {
      receiver = new EventReceiver(ACCOUNT)
      next = 0
    }
    return receiver.receive(events[next++])
  }

  process.noDeprecation = true // wechat-crypto makes its buffers the old way
  const Crypto = load('wechat-crypto')
  const crypto = new Crypto(token, encodingAESKey, appId)
  const { XMLParser } = load('fast-xml-parser')
  const parser = new XMLParser({ parseTagValue: false })
  const { parseString } = load('xml2js')

  const opened = ({ query, body }, parse) => {
    const { Encrypt } = parse(body).xml
    if (crypto.getSignature(query.timestamp, query.nonce, Encrypt) !== query.msg_signature) throw new Error('forged')
    const { message, id } = crypto.decrypt(Encrypt)
    if (id !== appId) throw new Error('for another account')
    return parse(message).xml
  }
  /** As our receiver does it: everything, and then whether the event is new. */
  const byHand = (parse) => {
    const seen = new Set()
    let next = 0
    return () => {
      if (next === EVENTS) {
        seen.clear()
        next = 0
      }
      const event = opened(events[next++], parse)
      const key = `${event.FromUserName}|${event.CreateTime}|${event.Event}|${event.UserCardCode}`
      const duplicate = seen.has(key)
      seen.add(key)
      return { event, duplicate }
    }
  }
  const xml2js = (text) => {
    let result
    parseString(text, { explicitArray: false, async: false }, (error, parsed) => {
      if (error) throw error
      result = parsed
    })
    return result
  }
  const contenders = [
    { name: 'wechat-card-sdk', run: receive },
    { name: 'wechat-crypto + fast-xml-parser', sync: true, run: byHand((text) => parser.parse(text)) },
    { name: 'wechat-crypto + xml2js', sync: true, run: byHand(xml2js) },
  ]
  for (const { name, run } of contenders) {
    const { event, duplicate } = await run()
    if (event.UserCardCode !== '226009850808' || duplicate) throw new Error(`${name} read ${event.UserCardCode}`)
  }

  const measured = {
    what: 'encrypted events of 1 KiB: verify, decrypt, parse, de-duplicate',
    unit: 'per second',
    race: await race(contenders),
  }
  yield { ...measured, target: { least: 20_000 } }
  const beside = 'wechat-crypto + fast-xml-parser'
  yield { ...measured, what: `${measured.what}, beside ${beside}`, target: { ratio: 1, beside } }
}
