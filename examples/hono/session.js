// Who is asking. The same file lies in each example that has a shop.
import { createHash, timingSafeEqual } from 'node:crypto'
import { Refused } from './shop.js'

/**
 * The user of a request.
 *
 * >>> PUT YOUR OWN SESSIONS HERE, before anybody else can reach the server. <<<
 * In a mini program `wx.login` brings a code. Your server exchanges it (`sns/jscode2session`, with the mini program's own
 * AppID and AppSecret) for the user's unionid, keeps that under a random session id, and the phone sends the session id
 * with each request. Never take the user from a body, and never from a header that a phone can choose.
 *
 * To try things out, and in tests, `DEMO_SESSIONS=1` believes the header `x-demo-unionid`. Otherwise nobody gets in.
 */
export function userOf(headers) {
  const unionid = process.env.DEMO_SESSIONS === '1' ? headers['x-demo-unionid'] : undefined
  if (!unionid) throw new Refused(401, 'who is asking? There is no session')
  return { unionid }
}

/** Refuses everybody but the shop's own order service, which knows ORDER_SERVICE_KEY. */
export function needOrderService(headers) {
  const key = process.env.ORDER_SERVICE_KEY
  const digest = (text) => createHash('sha256').update(text).digest()
  const given = headers.authorization ?? ''
  if (!key || !timingSafeEqual(digest(given), digest(`Bearer ${key}`))) {
    throw new Refused(403, 'for the order service alone')
  }
}
