// A card as it looks in the wallet: colour, texts and what can be tapped, read from its body.
import type { CardOnWire, CodeOnWire } from './wire.js'

/** The colours of `cards.getColors`. */
const COLORS: Readonly<Record<string, string>> = {
  Color010: '#63b359',
  Color020: '#2c9f67',
  Color030: '#509fc9',
  Color040: '#5885cf',
  Color050: '#9062c0',
  Color060: '#d09a45',
  Color070: '#e4b138',
  Color080: '#ee903c',
  Color081: '#f08500',
  Color082: '#a9d92d',
  Color090: '#dd6549',
  Color100: '#cc463d',
  Color101: '#cf3e36',
  Color102: '#5e6671',
}

/** Something on a card that can be tapped. */
export interface Entry {
  readonly name: string
  readonly tip: string
  readonly target: string
}

/** What is to be seen of a card. */
export interface Face {
  readonly title: string
  readonly brand: string
  readonly color: string
  readonly notice: string
  readonly description: string
  readonly prerogative: string
  readonly isMemberCard: boolean
  readonly hasBonus: boolean
  readonly hasBalance: boolean
  readonly codeType: string
  readonly dynamic: boolean
  readonly canGive: boolean
  readonly canPay: boolean
  readonly canRedeem: boolean
  readonly entries: readonly Entry[]
  readonly fields: readonly { readonly name: string; readonly index: number }[]
}

const textOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')
const objectOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}

/** Reads a card's face. */
export function faceOf({ cardType, body }: CardOnWire): Face {
  const base = objectOf(body.base_info)
  const cells = [
    {
      name: base.custom_url_name,
      tip: base.custom_url_sub_title,
      url: base.custom_url,
      app: base.custom_app_brand_user_name,
      pass: base.custom_app_brand_pass,
    },
    {
      name: base.center_title,
      tip: base.center_sub_title,
      url: base.center_url,
      app: base.center_app_brand_user_name,
      pass: base.center_app_brand_pass,
    },
    {
      name: base.promotion_url_name,
      tip: base.promotion_url_sub_title,
      url: base.promotion_url,
      app: base.promotion_app_brand_user_name,
      pass: base.promotion_app_brand_pass,
    },
    ...['custom_cell1', 'custom_cell2', 'custom_cell3'].map((name) => {
      const cell = objectOf(body[name])
      return {
        name: cell.name,
        tip: cell.tips,
        url: cell.url,
        app: cell.app_brand_user_name,
        pass: cell.app_brand_pass,
      }
    }),
  ]
  return {
    title: textOf(base.title),
    brand: textOf(base.brand_name),
    color: /^#[0-9a-f]{6}$/i.test(textOf(body.color ?? base.color))
      ? textOf(body.color ?? base.color)
      : (COLORS[textOf(base.color)] ?? '#5e6671'),
    notice: textOf(base.notice),
    description: textOf(base.description),
    prerogative: textOf(body.prerogative ?? body.gift ?? body.deal_detail ?? body.default_detail),
    isMemberCard: cardType === 'MEMBER_CARD',
    hasBonus: body.supply_bonus === true,
    hasBalance: body.supply_balance === true,
    codeType: textOf(base.code_type),
    dynamic: base.use_dynamic_code === true,
    canGive: base.can_give_friend !== false,
    canPay:
      Object.keys(objectOf(base.pay_info)).length > 0 ||
      base.paycell === true ||
      objectOf(body.pay_cell).is_open === true,
    canRedeem: true,
    entries: cells.flatMap(({ name, tip, url, app, pass }) => {
      const target = [textOf(app), textOf(pass)].filter(Boolean).join(' ') || textOf(url)
      return name && target ? [{ name: textOf(name), tip: textOf(tip), target }] : []
    }),
    fields: ['custom_field1', 'custom_field2', 'custom_field3'].flatMap((key, index) => {
      const field = objectOf(body[key])
      return Object.keys(field).length > 0 ? [{ name: textOf(field.name ?? field.name_type), index }] : []
    }),
  }
}

/** Whether a copy can still be used. */
export const isUsable = ({ status }: CodeOnWire): boolean => status === 'NORMAL'

/** What an owner has a card for. */
export const inWallet = ({ status }: CodeOnWire): boolean => status !== 'DELETE' && status !== 'GIFT_SUCC'

/** Cents as yuan. */
export const yuan = (cents: number): string => (cents / 100).toFixed(2)
