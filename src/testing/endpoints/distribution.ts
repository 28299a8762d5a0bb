// QR codes, landing pages, articles, and the testers of cards under review.
import type { DistributionApi, QrCodeCard } from '../../api/distribution.js'
import type { SimulatedAccount } from '../account/account.js'
import { type CardRecord, codeModeOf, isApproved } from '../account/cards.js'
import type { QrCodeEntry } from '../account/distribution.js'
import { need } from '../account/refusal.js'
import { type EndpointTable, type Fields, type GroupEndpoints, optional, required } from '../http/endpoint.js'
import { upTo } from '../http/limits.js'
import { qrPicture } from './qr-picture.js'
import { needOpenid } from './users.js'

const QR_CODE_CARD: Fields = {
  card_id: required('string', 41012),
  code: upTo(20, optional('string')),
  openid: optional('string'),
  is_unique_code: optional('boolean'),
  outer_id: optional('integer'),
  outer_str: upTo(128, optional('string')),
}

/** What an action works on. */
const ACTION_INFO: Readonly<Record<string, Fields>> = {
  QR_CARD: { card: required('object', 40053, QR_CODE_CARD) },
  QR_MULTIPLE_CARD: {
    multiple_card: required('object', 40053, { card_list: required('array', 40053, QR_CODE_CARD) }),
  },
}

/** How long a QR code lasts that is made without an end. */
const YEAR_SECONDS = 365 * 86_400

const SCENES = ['NEAR_BY', 'MENU', 'QRCODE', 'ARTICLE', 'H5', 'IVR', 'CARD_CUSTOM_CELL'].map((name) => `SCENE_${name}`)

const MOST_TESTERS = 10

function entryOf(account: SimulatedAccount, request: QrCodeCard): QrCodeEntry {
  const card = account.cards.get(request.card_id)
  const isUniqueCode = request.is_unique_code === true
  if (isUniqueCode) {
    need(isApproved(card), 40078, `the card is ${card.status}: is_unique_code wants one that is approved`)
    need(card.quantity > 0, 45031, 'the stock is 0: is_unique_code takes a code out of it')
  }
  return {
    card,
    code: request.code,
    openid: request.openid,
    isUniqueCode,
    outerId: request.outer_id ?? 0,
    outerStr: request.outer_str,
  }
}

/** A card that a page can hand out by itself: its codes are WeChat's, or imported. */
function shownCard(account: SimulatedAccount, cardId: string): CardRecord {
  const card = account.cards.get(cardId)
  const mode = codeModeOf(card)
  const canBeShown = mode === 'normal' || (mode === 'deposit' && card.everDeposited.size > 0)
  need(canBeShown, 45030, "the codes of the card are the merchant's own, and none was imported")
  return card
}

/** Endpoints of the group `distribution`. */
export const distributionEndpoints: GroupEndpoints<DistributionApi> = {
  createQrCode: {
    fields: ({ action_name }) => ({
      action_name: required('string', 40052),
      expire_seconds: optional('integer'),
      action_info: required('object', 40053, ACTION_INFO[String(action_name)]),
    }),
    permission: 'card',
    respond: ({ account, request }) => {
      const { action_name, action_info, expire_seconds: seconds } = request
      const isKnown = Object.hasOwn(ACTION_INFO, action_name)
      need(isKnown, 40052, `action_name is ${action_name}: it is QR_CARD or QR_MULTIPLE_CARD`)
      const lasts = seconds === undefined || (seconds >= 60 && seconds <= 1800)
      need(lasts, 40053, `expire_seconds is ${seconds}: it is 60 to 1800`)
      const cards = 'multiple_card' in action_info ? action_info.multiple_card.card_list : [action_info.card]
      need(cards.length > 0, 40053, 'action_info.multiple_card.card_list is empty')
      need(cards.length <= 5, 45039, `action_info.multiple_card.card_list has ${cards.length} cards, and 5 are allowed`)
      const lifetime = seconds ?? YEAR_SECONDS
      const { ticket, url } = account.distribution.addQrCode(
        cards.map((card) => entryOf(account, card)),
        lifetime,
      )
      return {
        ticket,
        expire_seconds: lifetime,
        url,
        show_qrcode_url: `https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket=${encodeURIComponent(ticket)}`,
      }
    },
  },
  createLandingPage: {
    fields: {
      banner: required('string'),
      page_title: required('string'),
      can_share: required('boolean'),
      scene: required('string', 40129),
      card_list: required('array', 41011, { card_id: required('string', 41012), thumb_url: required('string') }),
    },
    permission: 'card',
    respond: ({ account, request: { page_title, scene, card_list } }) => {
      need(SCENES.includes(scene), 40129, `scene is ${scene}: it is one of ${SCENES.join(', ')}`)
      const cards = card_list.map(({ card_id }) => shownCard(account, card_id))
      const { id, url } = account.distribution.addPage(page_title, scene, cards)
      return { url, page_id: id }
    },
  },
  getArticleHtml: {
    fields: { card_id: required('string', 41012) },
    permission: 'card',
    respond: ({ account, request: { card_id } }) => {
      const { cardId } = shownCard(account, card_id)
      const source = `https://mp.weixin.qq.com/bizmall/cardshow?cardid=${cardId}`
      return { content: `<iframe class="res_iframe card_iframe js_editor_card" data-src="${source}"></iframe>` }
    },
  },
  setTestWhitelist: {
    fields: { openid: optional('strings'), username: optional('strings') },
    permission: 'card',
    respond: ({ account, request: { openid: openids = [], username: usernames = [] } }) => {
      for (const openid of openids) needOpenid(account, openid)
      // WeChat's own sample has names of four and six letters (reports-53).
      const wrong = usernames.find((name) => !/^[A-Za-z][\w-]{0,19}$/.test(name))
      need(wrong === undefined, 40132, `username: ${wrong} is no WeChat id`)
      // With which code WeChat refuses an eleventh tester is on no page (cards-423).
      const count = openids.length + usernames.length
      need(count <= MOST_TESTERS, 40035, `${count} testers, and at most ${MOST_TESTERS} are allowed`)
      account.cards.testers = { openids: [...openids], usernames: [...usernames] }
      return {
        white_list_size: openids.length + usernames.length,
        success_openid: [...openids],
        success_username: [...usernames],
      }
    },
  },
}

/** The address of pictures, which is no API: it wants no token, and answers HTTP 404 to a ticket that is none (cards-431). */
export const pictureEndpoints: EndpointTable = {
  'GET /cgi-bin/showqrcode': {
    token: 'none',
    bare: true,
    respond: ({ account, query }) => {
      const qrCode = account.distribution.findByTicket(query.get('ticket'))
      return qrCode === undefined ? new Uint8Array() : qrPicture(qrCode.url)
    },
  },
}
