// The link to WeChat's activation component, and the account's number in it.
import type { SimulatedAccount } from './account.js'

/** The link to the activation component for a card. */
export function activationLinkOf(account: SimulatedAccount, cardId: string, outerStr: string): string {
  const query = [
    ['encrypt_card_id', account.cipher.encrypt(cardId)],
    ['outer_str', outerStr],
    ['biz', bizOf(account)],
  ].map(([name, value]) => `${name}=${encodeURIComponent(value as string)}`)
  // The doubled "&" is WeChat's.
  return `https://mp.weixin.qq.com/bizmall/activatemembercard?action=preshow&&${query.join('&')}#wechat_redirect`
}

/** The account's own number in the link, in base64 as WeChat writes it. */
export const bizOf = ({ settings }: SimulatedAccount): string =>
  Buffer.from(
    String(3_000_000_000 + ([...settings.appId].reduce((sum, char) => sum * 31 + char.charCodeAt(0), 7) % 999_999_999)),
  ).toString('base64')
