// Events as WeChat seals them.
import { createCipheriv, hash, randomBytes } from 'node:crypto'

const appId = 'wx0000000000000001'
const token = 'eventToken123'
const encodingAESKey = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'

/** Whose events they are. */
export const ACCOUNT = { appId, token, encodingAESKey }

/** Signs some values together with the token. */
export const sign = (...values) => hash('sha1', [token, ...values].sort().join(''))

/** A claim of a card in 1 KiB, another one for each number. */
export function sealed(number) {
  const time = Math.floor(Date.now() / 1000)
  const start = `<xml><ToUserName><![CDATA[gh_fc0a06a20993]]></ToUserName><FromUserName><![CDATA[oZI8Fj040-be6rlDohc6gkoPOQTQ]]></FromUserName><CreateTime>${time}</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[user_get_card]]></Event><CardId><![CDATA[pZI8Fjwsy5fVPRBeD78J4RmqVvBc]]></CardId><IsGiveByFriend>0</IsGiveByFriend><UserCardCode><![CDATA[${226009850808 + number}]]></UserCardCode><FriendUserName><![CDATA[]]></FriendUserName><OuterId>0</OuterId><OldUserCardCode><![CDATA[]]></OldUserCardCode><IsRestoreMemberCard>0</IsRestoreMemberCard><OuterStr><![CDATA[`
  const end = ']]></OuterStr></xml>'
  return sealedText(start + 'x'.repeat(1024 - start.length - end.length) + end, number)
}

/** Any text, sealed and signed. */
export function sealedText(text, number) {
  const content = Buffer.from(text)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(content.length)
  const clear = Buffer.concat([randomBytes(16), length, content, Buffer.from(appId)])
  const padding = 32 - (clear.length % 32)
  const key = Buffer.from(`${encodingAESKey}=`, 'base64')
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  const encrypted = Buffer.concat([cipher.update(clear), cipher.update(Buffer.alloc(padding, padding)), cipher.final()])
  const encrypt = encrypted.toString('base64')
  const [timestamp, nonce] = [String(Math.floor(Date.now() / 1000)), String(1_000_000_000 + number)]
  return {
    query: {
      signature: sign(timestamp, nonce),
      timestamp,
      nonce,
      encrypt_type: 'aes',
      msg_signature: sign(timestamp, nonce, encrypt),
    },
    body: `<xml><ToUserName><![CDATA[gh_fc0a06a20993]]></ToUserName><Encrypt><![CDATA[${encrypt}]]></Encrypt></xml>`,
  }
}
