// An encrypted code as it comes from a phone or a link, made fit for /card/code/decrypt.
import { InputError } from '../errors.js'
import { describe } from '../input.js'

/** Codes have at most 20 characters. Encrypted ones are longer: the shortest are one AES block, 24. */
const LONGEST_PLAIN_CODE = 20

/** Standard base64 with its padding. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/**
 * Makes an encrypted code fit for `/card/code/decrypt`: undoes one URL encoding where there is one, and turns the spaces
 * that form decoding made back into `+`. A code that is fit already comes back as it is.
 *
 * What is then still encoded is refused: WeChat would answer such a code with the right one followed by garbage.
 *
 * @throws An {@link InputError}: it is not base64 even so, or a plain code, which needs no decryption.
 * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Redeeming_a_coupon_voucher_or_card.html | 核销卡券}
 */
export function normalizeEncryptCode(value: string): string {
  if (typeof value !== 'string' || value === '') throw refusal('an encrypted code, a non-empty string', describe(value))
  const code = decodedOnce(value)?.replaceAll(' ', '+')
  if (code === undefined) throw refusal('URL-encoded at most once', 'a malformed % escape')
  if (code.includes('%')) throw refusal('URL-encoded at most once', 'a string that is still encoded after one decoding')
  if (code.length <= LONGEST_PLAIN_CODE) {
    throw refusal(`an encrypted code: those of at most ${LONGEST_PLAIN_CODE} characters are plain`, describe(code))
  }
  if (!BASE64.test(code)) throw refusal('base64, as WeChat encrypts codes', describe(code))
  return code
}

/** `undefined` where an escape is malformed. */
function decodedOnce(value: string): string | undefined {
  try {
    return decodeURIComponent(value)
  } catch {
    return undefined
  }
}

const refusal = (expected: string, received: string): InputError =>
  new InputError('normalizeEncryptCode', [{ field: 'encryptCode', expected, received }])
