// Ways in which cards reach users: QR codes, landing pages, articles, and the testers of cards under review.
import type { CallOptions } from '../transport/route.js'
import { json, type RouteDetails, type RouteTable } from '../transport/route.js'
import type { RowAdvice } from './advice.js'
import { all, defined, plainCode, wholeNumbers } from './checks.js'
import { diagnoseFields, flag, list, record, text, texts, whole } from './field-facts.js'
import type { WeChatResponse } from './wire.js'

/** A card behind a QR code. */
export interface QrCodeCard {
  /** The card. */
  card_id: string
  /**
   * The code that the user is to get. Required for cards with codes of your own, and for no others: with it, the page
   * of a card with imported codes shows a parameter error. Makes the QR code usable once.
   */
  code?: string
  /** Who may claim, under the Official Account. Cards with `bind_openid` only. Makes the QR code usable once. */
  openid?: string
  /**
   * Ties the QR code to one random code, so that it works once. The card must be approved and in stock.
   * @defaultValue false
   */
  is_unique_code?: boolean
  /**
   * Legacy channel number, before `outer_str`. WeChat takes up to 60 digits; a number here keeps 15.
   * @defaultValue 0
   */
  outer_id?: number
  /** Channel, at most 128 bytes: comes back in the claim event and in the queries of the code. */
  outer_str?: string
}

/** A QR code for one card. */
export interface SingleCardQrCode {
  /** One card. */
  action_name: 'QR_CARD'
  /** For how many seconds it works, 60 to 1800. Left out: 365 days (for ever, in older documentation). */
  expire_seconds?: number
  /** What is claimed. */
  action_info: {
    /** The card. */
    card: QrCodeCard
  }
}

/** A QR code for several cards, which are claimed together. */
export interface SeveralCardsQrCode {
  /** Several cards. */
  action_name: 'QR_MULTIPLE_CARD'
  /** For how many seconds it works, 60 to 1800. Left out: 365 days (for ever, in older documentation). */
  expire_seconds?: number
  /** What is claimed. */
  action_info: {
    /** The cards. */
    multiple_card: {
      /** At most 5 cards. */
      card_list: QrCodeCard[]
    }
  }
}

/** Request of {@link DistributionApi.createQrCode}. */
export type CreateQrCodeRequest = SingleCardQrCode | SeveralCardsQrCode

/** Response of {@link DistributionApi.createQrCode}. */
export interface CreateQrCodeResponse extends WeChatResponse {
  /** Names the picture: `https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket=` with this value URL-encoded behind it. */
  ticket: string
  /** For how many seconds it works. */
  expire_seconds: number
  /** What the QR code says, `http://weixin.qq.com/q/…`, for a picture of your own. */
  url: string
  /** Address of the picture. */
  show_qrcode_url: string
}

/** Where a landing page will be linked. */
export type LandingPageScene =
  | 'SCENE_NEAR_BY'
  | 'SCENE_MENU'
  | 'SCENE_QRCODE'
  | 'SCENE_ARTICLE'
  | 'SCENE_H5'
  | 'SCENE_IVR'
  | 'SCENE_CARD_CUSTOM_CELL'
  | (string & {})

/**
 * Request of {@link DistributionApi.createLandingPage}. WeChat's table of fields prints `title`, `cardlist` and
 * `cardid`; its sample and every SDK send the names below.
 */
export interface CreateLandingPageRequest {
  /** Picture from `media.uploadImage`, 640 × 300 pixels suggested. */
  banner: string
  /** The page's name. */
  page_title: string
  /** Whether users may share the page. */
  can_share: boolean
  /** Where it will be linked, for the statistics. */
  scene: LandingPageScene
  /** What is on it: cards with codes of WeChat's, or with codes that were imported. */
  card_list: {
    /** The card. */
    card_id: string
    /** Picture from `media.uploadImage`. */
    thumb_url: string
  }[]
}

/** Response of {@link DistributionApi.createLandingPage}. */
export interface CreateLandingPageResponse extends WeChatResponse {
  /** The page. It leads through an authorisation of WeChat's. */
  url: string
  /** WeChat's number for the page. */
  page_id: number
}

/** Request of {@link DistributionApi.getArticleHtml}. */
export interface GetArticleHtmlRequest {
  /** A card with codes of WeChat's, or with codes that were imported. */
  card_id: string
}

/** Response of {@link DistributionApi.getArticleHtml}. */
export interface GetArticleHtmlResponse extends WeChatResponse {
  /** An `iframe` for the HTML of an article (图文消息). */
  content: string
}

/** Request of {@link DistributionApi.setTestWhitelist}. At most 10 users in both lists together, by WeChat's page. */
export interface SetTestWhitelistRequest {
  /** Testers by their openid under the Official Account. */
  openid?: string[]
  /** Testers by their WeChat id (微信号). */
  username?: string[]
}

/**
 * Response of {@link DistributionApi.setTestWhitelist}. The three members were seen in replies and are in no table
 * (cards-227).
 */
export interface SetTestWhitelistResponse extends WeChatResponse {
  /** How many testers there are now. */
  white_list_size?: number
  /** Those taken by openid. */
  success_openid?: string[]
  /** Those taken by WeChat id. */
  success_username?: string[]
}

/** Ways in which cards reach users: QR codes, landing pages, articles, and the testers of cards under review. */
export interface DistributionApi {
  /**
   * Makes a QR code with which users claim a card, or up to 5 cards at once.
   *
   * `POST /card/qrcode/create`
   *
   * Each call makes another QR code, so one that was sent again does no harm but that. Testers can use the QR code of a
   * card that is not approved yet.
   *
   * @throws An {@link ApiError}: `40052` unknown `action_name`; `40053` `action_info` does not fit it, or
   * `expire_seconds` is out of range (errcodes-431, unconfirmed); `40073` no such card; `41012` none named; `45039`
   * more than 5 cards; `47001` a field of the wrong type; with `is_unique_code` also `40078` not approved and `45031`
   * no stock. In tables only: `45029` too many QR codes.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Distributing_Coupons_Vouchers_and_Cards.html | 投放卡券}
   */
  createQrCode(request: CreateQrCodeRequest, options?: CallOptions): Promise<CreateQrCodeResponse>
  /**
   * Makes a page (货架) on which users find and claim cards.
   *
   * `POST /card/landingpage/create`
   *
   * Each call makes another page, so one that was sent again does no harm but that.
   *
   * @throws An {@link ApiError}: `40129` unknown `scene`; `40073` no such card; `41011` a field is missing; `45030` a
   * card whose codes are your own and not imported (errcodes-427, unconfirmed). In tables only: `40082` size and
   * `40083` address of the banner, `45039` too many cards.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Distributing_Coupons_Vouchers_and_Cards.html | 投放卡券}
   */
  createLandingPage(request: CreateLandingPageRequest, options?: CallOptions): Promise<CreateLandingPageResponse>
  /**
   * Fetches the HTML with which an article of the Official Account shows a card.
   *
   * `POST /card/mpnews/gethtml`
   *
   * @throws An {@link ApiError}: `40073` no such card; `41012` none named; `45030` a card whose codes are your own and
   * not imported (errcodes-427, unconfirmed).
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Distributing_Coupons_Vouchers_and_Cards.html | 投放卡券}
   */
  getArticleHtml(request: GetArticleHtmlRequest, options?: CallOptions): Promise<GetArticleHtmlResponse>
  /**
   * Sets who can claim cards that are not approved yet. Replaces the whole list. Sent twice it does the same, so
   * `retry: true` is safe.
   *
   * `POST /card/testwhitelist/set`
   *
   * @throws An {@link ApiError}: `40003` no openid of this Official Account; `40132` no WeChat id; `47001` a list that
   * is none.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Distributing_Coupons_Vouchers_and_Cards.html | 投放卡券}
   */
  setTestWhitelist(request: SetTestWhitelistRequest, options?: CallOptions): Promise<SetTestWhitelistResponse>
}

const MOST_TESTERS = 10

/**
 * WeChat's page allows 10 testers. What it does with more no page says (cards-423); its reply names those it took,
 * which suggests that it drops some.
 */
const testers: RowAdvice = (request) => {
  const { openid, username } = request as Partial<Record<string, unknown>>
  const count = [openid, username].reduce<number>((sum, list) => sum + (Array.isArray(list) ? list.length : 0), 0)
  if (count <= MOST_TESTERS) return []
  const message = `WeChat's page allows at most ${MOST_TESTERS} testers, openid and username together: look in the answer for those it took`
  return [{ field: 'openid', message }]
}

const QR_CODE_CARDS = ['action_info.card', 'action_info.multiple_card.card_list[]']

const NOT_TO_SHOW: RouteDetails['hints'] = {
  45030: {
    hint: 'Pages and articles show only cards whose codes WeChat makes, or imported ones once codes.deposit has brought some. Cards whose codes are given at issue are handed out by cardExt or a QR code.',
    hintZh:
      '货架和图文只能投放由微信生成 code 的卡券，或已通过 codes.deposit 导入 code 的卡券。发放时才指定 code 的卡券请用 cardExt 或二维码投放。',
  },
}

/** Where each {@link DistributionApi} method goes on the wire. */
export const distributionRoutes: RouteTable<DistributionApi> = {
  createQrCode: json('/card/qrcode/create', 'write', {
    diagnose: diagnoseFields({
      action_name: text(),
      action_info: record,
      expire_seconds: whole,
      ...Object.fromEntries(
        QR_CODE_CARDS.flatMap((card) => [
          [`${card}.card_id`, text()],
          [`${card}.code`, text()],
          [`${card}.openid`, text()],
          [`${card}.is_unique_code`, flag],
          [`${card}.outer_str`, text(128)],
        ]),
      ),
    }),
    check: all(
      defined('action_name', 'action_info'),
      plainCode(...QR_CODE_CARDS.map((card) => `${card}.code`)),
      wholeNumbers('expire_seconds', ...QR_CODE_CARDS.map((card) => `${card}.outer_id`)),
    ),
  }),
  createLandingPage: json('/card/landingpage/create', 'write', {
    diagnose: diagnoseFields({
      banner: text(),
      page_title: text(),
      can_share: flag,
      scene: text(),
      card_list: list,
      'card_list[].card_id': text(),
      'card_list[].thumb_url': text(),
    }),
    check: defined('banner', 'page_title', 'can_share', 'scene', 'card_list'),
    hints: NOT_TO_SHOW,
  }),
  getArticleHtml: json('/card/mpnews/gethtml', 'read', {
    check: defined('card_id'),
    hints: NOT_TO_SHOW,
  }),
  setTestWhitelist: json('/card/testwhitelist/set', 'write', {
    diagnose: diagnoseFields({ openid: texts(), username: texts() }),
    advise: testers,
  }),
}
