// An encrypted event of 1 KiB: verify, decrypt, parse.
import { createCipheriv, hash, randomBytes } from 'node:crypto'
import { EventReceiver } from 'wechat-card-sdk/events'
import { race } from './measure.mjs'
import { load } from './peers.mjs'

const appId = 'wx0000000000000001'
const token = 'eventToken123'
const encodingAESKey = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'

/** Seals an event as WeChat does. */
function sealed(number) {
  const time = Math.floor(Date.now() / 1000)
  const start = `<xml><ToUserName><![CDATA[gh_fc0a06a20993]]></ToUserName><FromUserName><![CDATA[oZI8Fj040-be6rlDohc6gkoPOQTQ]]></FromUserName><CreateTime>${time}</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[user_get_card]]></Event><CardId><![CDATA[pZI8Fjwsy5fVPRBeD78J4RmqVvBc]]></CardId><IsGiveByFriend>0</IsGiveByFriend><UserCardCode><![CDATA[${226009850808 + number}]]></UserCardCode><FriendUserName><![CDATA[]]></FriendUserName><OuterId>0</OuterId><OldUserCardCode><![CDATA[]]></OldUserCardCode><IsRestoreMemberCard>0</IsRestoreMemberCard><OuterStr><![CDATA[`
  const end = ']]></OuterStr></xml>'
  const content = Buffer.from(start + 'x'.repeat(1024 - start.length - end.length) + end)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(content.length)
  const clear = Buffer.concat([randomBytes(16), length, content, Buffer.from(appId)])
  const padding = 32 - (clear.length % 32)
  const key = Buffer.from(`${encodingAESKey}=`, 'base64')
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  const encrypted = Buffer.concat([cipher.update(clear), cipher.update(Buffer.alloc(padding, padding)), cipher.final()])
  const encrypt = encrypted.toString('base64')
  const [timestamp, nonce] = [String(time), String(1_000_000_000 + number)]
  const sign = (...values) => hash('sha1', [token, timestamp, nonce, ...values].sort().join(''))
  return {
    query: { signature: sign(), timestamp, nonce, encrypt_type: 'aes', msg_signature: sign(encrypt) },
    body: `<xml><ToUserName><![CDATA[gh_fc0a06a20993]]></ToUserName><Encrypt><![CDATA[${encrypt}]]></Encrypt></xml>`,
  }
}

export async function* rows() {
  const events = Array.from({ length: 2000 }, (_, number) => sealed(number))
  let next = 0
  const event = () => events[next++ % events.length]

  const receiver = new EventReceiver({ appId, token, encodingAESKey })
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
  const xml2js = (text) => {
    let result
    parseString(text, { explicitArray: false, async: false }, (error, parsed) => {
      if (error) throw error
      result = parsed
    })
    return result
  }
  const code = '226009850808'
  const codes = [
    (await receiver.receive(events[0])).event.UserCardCode,
    opened(events[0], xml2js).UserCardCode,
    opened(events[0], (text) => parser.parse(text)).UserCardCode,
  ]
  if (codes.some((each) => each !== code)) throw new Error(`the contenders read ${codes.join(', ')}`)

  yield {
    what: 'encrypted events of 1 KiB: verify, decrypt, parse',
    unit: 'per second',
    target: { least: 20_000 },
    race: await race([
      { name: 'wechat-card-sdk', run: () => receiver.receive(event()) },
      { name: 'wechat-crypto + xml2js', sync: true, run: () => opened(event(), xml2js) },
      { name: 'wechat-crypto + fast-xml-parser', sync: true, run: () => opened(event(), (text) => parser.parse(text)) },
    ]),
  }
}
