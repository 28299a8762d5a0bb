// Issued codes: reading, redeeming, decrypting, importing.
import type { CodesApi, GetCodeResponse } from '../../api/codes.js'
import type { SimulatedAccount } from '../account/account.js'
import { type CardRecord, codeModeOf } from '../account/cards.js'
import type { CodeRecord } from '../account/codes.js'
import { need, refusal } from '../account/refusal.js'
import { type GroupEndpoints, optional, required } from '../http/endpoint.js'
import { memberOf } from './members.js'

const ADDRESS = { code: required('string', 41013), card_id: optional('string') }

const IMPORTED = { card_id: required('string', 41012), code: required('strings', 41013) }

/** The card with imported codes. Which code WeChat answers for other cards is unconfirmed (errcodes-427). */
function importing(account: SimulatedAccount, cardId: string): CardRecord {
  need(account.may('customCode'), 43009, "the account may not use codes of the merchant's own")
  const card = account.cards.get(cardId)
  need(codeModeOf(card) === 'deposit', 45030, 'the card takes no imported codes (get_custom_code_mode)')
  return card
}

/** Codes that may be named in one request. */
function needCodes(codes: readonly string[]): void {
  need(codes.length <= 100, 40109, `code has ${codes.length} codes, and at most 100 are taken at once`)
  need(codes.length > 0 && !codes.includes(''), 40110, 'code is empty, or holds an empty text')
}

/** Endpoints of the group `codes`. */
export const codesEndpoints: GroupEndpoints<CodesApi> = {
  get: {
    fields: { ...ADDRESS, check_consume: optional('boolean'), is_expire_dynamic_code: optional('boolean') },
    permission: 'card',
    respond: ({ account, request }) => {
      const record = scanned(account, request)
      const { card, code } = record
      // What it means when it is left out no page says (cards-274); one SDK leaves it out to mean true.
      if (request.check_consume !== false) {
        const members = { _card: { card_id: card.cardId }, _code: code }
        if (account.codes.statusOf(record) === 'CONSUMED') {
          throw refusal(40099, {
            members,
            reason: `code ${code} was redeemed; check_consume: false reads it all the same`,
          })
        }
        account.codes.needUsable(record)
      }
      return described(account, record)
    },
  },
  consume: {
    fields: ADDRESS,
    permission: 'card',
    respond: ({ account, request }) => {
      const record = account.codes.get(request)
      const { card, code, openid } = record
      need(card.cardType !== 'MEMBER_CARD', 40071, 'member cards are not redeemed')
      account.codes.needUsable(record)
      need(account.codes.isInTime(record), 40079, `code ${code} is valid from ${record.begin} to ${record.end}`)
      need(!account.codes.isUsedUp(record), 72020, 'the user has redeemed as many of the card as its use_limit allows')
      account.codes.consume(record)
      account.push({
        Event: 'user_consume_card',
        FromUserName: openid,
        CardId: card.cardId,
        UserCardCode: code,
        ConsumeSource: 'FROM_API',
        LocationName: '',
        StaffOpenId: '',
        VerifyCode: '',
        RemarkAmount: '',
        OuterStr: '', // what was passed at redemption, not at the claim; how to pass it is on no page (cards-428)
        LocationId: 0,
      })
      return { card: { card_id: card.cardId }, openid }
    },
  },
  decrypt: {
    fields: { encrypt_code: required('string', 40075) },
    permission: 'card',
    respond: ({ account, request: { encrypt_code } }) => {
      // Seen in practice (activation-20): what is left of a URL's encoding at the end is no error, and brings bytes
      // behind the code.
      const rest = /(?:%3D)+$/i.exec(encrypt_code)
      const whole = rest ? encrypt_code.slice(0, rest.index) + '='.repeat(rest[0].length / 3) : encrypt_code
      const code = account.cipher.decrypt(whole)
      if (code === undefined) throw refusal(40075, whyNoCode(encrypt_code))
      return { code: rest ? `${code}\u0002\u001d\u0007` : code }
    },
  },
  update: {
    fields: { ...ADDRESS, new_code: required('string', 40116) },
    permission: 'card',
    respond: ({ account, request }) => {
      if (request.card_id !== undefined) account.cards.get(request.card_id, { deleted: true })
      const record = account.codes.get(request)
      const { card } = record
      const { new_code: text } = request
      need(codeModeOf(card) !== 'normal', 45030, 'the codes of this card are WeChat’s own, which stay')
      need(/^[\w-]{1,64}$/.test(text), 40116, 'new_code is not 1 to 64 letters and digits')
      need(!account.codes.isTaken(card, text), 40111, `new_code ${text} is a code of this card already`)
      need(!card.deposited.has(text), 40111, `new_code ${text} was imported, and waits to be claimed`)
      account.codes.rename(record, request.new_code)
      return {}
    },
  },
  setUnavailable: {
    fields: { ...ADDRESS, reason: optional('string') },
    permission: 'card',
    respond: ({ account, request }) => {
      const record = account.codes.get(request)
      account.codes.needUsable(record)
      record.status = 'UNAVAILABLE'
      return {}
    },
  },
  deposit: {
    fields: IMPORTED,
    permission: 'card',
    respond: ({ account, request: { card_id, code: codes } }) => {
      needCodes(codes)
      const card = importing(account, card_id)
      need(new Set(codes).size === codes.length, 40111, 'code holds one code twice')
      const wrong = codes.filter((code) => code.length > 20)
      const known = codes.filter((code) => card.everDeposited.has(code))
      const fresh = codes.filter((code) => !known.includes(code) && !wrong.includes(code))
      for (const code of fresh) {
        card.deposited.add(code)
        card.everDeposited.add(code)
      }
      if (fresh.length > 0) account.effect({ type: 'code.deposited', cardId: card_id, count: fresh.length })
      return { succ_code: fresh, duplicate_code: known, fail_code: wrong }
    },
  },
  getDepositCount: {
    fields: { card_id: required('string', 41012) },
    permission: 'card',
    respond: ({ account, request: { card_id } }) => ({ count: importing(account, card_id).everDeposited.size }),
  },
  check: {
    fields: IMPORTED,
    permission: 'card',
    respond: ({ account, request: { card_id, code: codes } }) => {
      needCodes(codes)
      const { everDeposited } = importing(account, card_id)
      return {
        exist_code: codes.filter((code) => everDeposited.has(code)),
        not_exist_code: codes.filter((code) => !everDeposited.has(code)),
      }
    },
  },
}

/** The code, or what a number of 18 digits stands for that a card with `use_dynamic_code` showed. */
function scanned(account: SimulatedAccount, request: Parameters<CodesApi['get']>[0]): CodeRecord {
  const shown = account.dynamicCodes.find(request.code)
  if (shown === undefined) return account.codes.get(request)
  const isFound = !shown.hasRunOut || request.is_expire_dynamic_code === true
  need(isFound, 40056, 'this dynamic code has run out: is_expire_dynamic_code: true finds it')
  return shown.record
}

/** What stands on the card itself: of members as in a live reply (reports-50). */
function storedOn({ card, membership }: CodeRecord): Partial<GetCodeResponse['card']> {
  const { bonus, balance, membershipNumber } = membership
  if (card.cardType === 'GENERAL_CARD') return { bonus, balance }
  return card.cardType === 'MEMBER_CARD' ? { membership_number: membershipNumber, bonus } : {}
}

/** Why a text is no code in disguise. */
function whyNoCode(text: string): string {
  if (text.includes('%')) return 'encrypt_code is still URL-encoded: it is decoded once before it is sent'
  if (text.includes(' ')) return 'encrypt_code holds a space: a + was lost when a URL was decoded'
  if (/^[\w-]{1,20}$/.test(text)) return 'encrypt_code looks like a plain code, which needs no decryption'
  return 'encrypt_code is of another account, or cut off'
}

function described(account: SimulatedAccount, record: CodeRecord): Omit<GetCodeResponse, 'errcode' | 'errmsg'> {
  const { card, code, openid, outerStr } = record
  const unionid = account.users.get(openid)?.unionid
  const { backgroundPicUrl, orderId } = record
  return {
    card: { card_id: card.cardId, begin_time: record.begin, end_time: record.end, code, ...storedOn(record) },
    openid,
    can_consume: account.codes.isUsable(record),
    user_card_status: account.codes.statusOf(record),
    ...(outerStr === undefined ? {} : { outer_str: outerStr }),
    ...(unionid === undefined ? {} : { unionid }),
    ...(backgroundPicUrl === undefined ? {} : { background_pic_url: backgroundPicUrl }),
    ...(orderId === undefined ? {} : { order_id: orderId }),
    ...(card.cardType === 'MEMBER_CARD' ? memberOf(account, record) : {}),
  }
}
