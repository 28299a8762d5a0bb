// QR codes and landing pages: cards that users take without a page of the merchant's own.

import type { SimulatedAccount } from '../account/account.js'
import type { CodeRecord } from '../account/codes.js'
import type { SimulatedUser } from '../account/context.js'
import type { QrCode, QrCodeEntry } from '../account/distribution.js'
import { type Claim, wrongCode, wrongValues } from './claim-check.js'
import { phoneFailure } from './failure.js'
import { claim, takenTogether } from './wallet.js'

/** Takes every card behind a QR code, or on a landing page. All or none. */
export function scan(account: SimulatedAccount, user: SimulatedUser, url: string): CodeRecord[] {
  const qrCode = account.distribution.findQrCode(url)
  const page = account.distribution.pages.find((each) => each.url === url)
  if (qrCode) return scanned(account, user, qrCode)
  if (page) return taken(account, user, page.cards.map(plainClaim), 'SOURCE_SCENE_UNKNOW')
  throw phoneFailure('scan', '参数错误', 'no QR code and no landing page of this account has this address')
}

function scanned(account: SimulatedAccount, user: SimulatedUser, qrCode: QrCode): CodeRecord[] {
  if (!account.distribution.isGood(qrCode)) {
    throw phoneFailure('scan', '已领完', 'the time of the QR code is over, or it works once and was used')
  }
  const claims = qrCode.entries.map((entry) => claimOf(account, user, entry))
  const records = taken(account, user, claims, 'SOURCE_SCENE_QRCODE')
  qrCode.used = true
  return records
}

function claimOf(
  account: SimulatedAccount,
  user: SimulatedUser,
  { card, outerId, outerStr, ...given }: QrCodeEntry,
): Claim {
  // Working SDKs send an empty text for what is not given.
  const code = given.code || undefined
  const openid = given.openid || undefined
  // Server calls know only the openid under the Official Account.
  const wrong = wrongValues(card, { code, openid }, [user.openid]) ?? wrongCode(account, user, card, code)
  if (wrong) throw phoneFailure('scan', wrong.text, wrong.reason)
  return { card, code, outerId, outerStr }
}

const plainClaim = (card: Claim['card']): Claim => ({ card, code: undefined, outerStr: undefined })

function taken(
  account: SimulatedAccount,
  user: SimulatedUser,
  claims: readonly Claim[],
  sourceScene: string,
): CodeRecord[] {
  return takenTogether(account, user, 'scan', claims).map((each) => claim(account, user, each, sourceScene))
}
