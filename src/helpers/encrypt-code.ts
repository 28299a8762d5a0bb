// Encrypted codes as phones and links bring them: undoing a URL encoding, refusing what WeChat cannot decrypt.
import { InputError, type InputProblem } from '../errors.js'
import { BASE64, decodedOnce, describe } from '../validate.js'

/** Encrypted codes are longer: the shortest are one AES block, 24 characters of base64. */
const LONGEST_PLAIN_CODE = 20

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
  const code = readEncryptCode('encryptCode', value)
  if (typeof code !== 'string') throw new InputError('normalizeEncryptCode', [code])
  return code
}

/** Reads an encrypted code for {@link normalizeEncryptCode} and whoever else takes one, or says what is wrong with it. */
export function readEncryptCode(field: string, value: unknown): string | InputProblem {
  const problem = (expected: string, received = describe(value)): InputProblem => ({ field, expected, received })
  if (typeof value !== 'string' || value === '') return problem('an encrypted code, a non-empty string')
  const code = decodedOnce(value)?.replaceAll(' ', '+')
  if (code === undefined) return problem('URL-encoded at most once', 'a malformed % escape')
  // WeChat answers such a code with the right one followed by garbage.
  if (code.includes('%'))
    return problem('URL-encoded at most once', 'a string that is still encoded after one decoding')
  if (code.length <= LONGEST_PLAIN_CODE) {
    const what = `an encrypted code: one of at most ${LONGEST_PLAIN_CODE} characters is plain, use it as it is`
    return problem(what, describe(code))
  }
  return BASE64.test(code) ? code : problem('base64, as WeChat encrypts codes')
}
