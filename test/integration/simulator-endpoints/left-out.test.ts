// What is null, or an empty text, is as if it were left out: many languages write so what is not set (reports-65, reports-47).
import { describe, expect, test } from 'vitest'
import { PICTURE, sampleCard } from '../../support/card-samples.js'
import { openShop, type Shop } from '../../support/shop.js'

const NOW = 1_764_000_000
const URL = 'https://m.example.test/'
const PROGRAM = { app_brand_user_name: 'gh_0123456789ab@app', app_brand_pass: 'pages/index' }

/** A request with every text that may stand in it, made for an account of its own. */
type Request = readonly [path: string, body: (shop: Shop) => object | Promise<object>]

const link = { name: 'n', url: URL, ...PROGRAM }
const cell = { ...link, tips: 't' }
const programs = (...names: string[]): object =>
  Object.fromEntries(names.flatMap((name) => Object.entries(PROGRAM).map(([key, value]) => [`${name}_${key}`, value])))

const BASICS = {
  sub_title: 's',
  service_phone: '020-1',
  center_title: 'c',
  center_sub_title: 'c',
  center_url: URL,
  custom_url_name: 'c',
  custom_url: URL,
  custom_url_sub_title: 'c',
  promotion_url_name: 'p',
  promotion_url: URL,
  promotion_url_sub_title: 'p',
  source: 's',
  url_name_type: 'URL_NAME_TYPE_TAKE_AWAY',
  ...programs('center', 'custom', 'promotion'),
}

const ADVANCED = {
  abstract: { abstract: 'a' },
  text_image_list: [{ image_url: PICTURE, text: 't' }],
  time_limit: [{ type: 'MONDAY', begin_hour: 1 }],
  use_condition: { accept_category: 'a', reject_category: 'r', object_use_for: 'o' },
}

const MEMBER = {
  advanced_info: ADVANCED,
  wx_activate: true,
  wx_activate_after_submit_url: URL,
  wx_activate_after_submit_app_brand_user_name: 'gh_0123456789ab@app',
  wx_activate_after_submit_app_brand_pass: 'pages/index',
  activate_url: URL,
  background_pic_url: PICTURE,
  bonus_url: URL,
  balance_url: URL,
  balance_rules: 'b',
  custom_field1: { ...link, name_type: 'FIELD_NAME_TYPE_LEVEL' },
  custom_cell1: cell,
  ...programs('activate', 'bonus', 'balance'),
}

const CARDS: readonly Request[] = (
  [
    ['CASH', { advanced_info: ADVANCED }],
    ['MEMBER_CARD', MEMBER],
    ['GENERAL_CARD', { activate_url: URL, background_pic_url: PICTURE, custom_field1: link, custom_cell1: cell }],
    ['SCENIC_TICKET', { ticket_class: 't', guide_url: URL }],
    ['BOARDING_PASS', { gate: 'g', check_in_url: URL, boarding_time: '1764100000' }],
    ['MEETING_TICKET', { map_url: URL }],
  ] as const
).map(([type, body]) => ['/card/create', () => ({ card: sampleCard(type, BASICS, body) })])

const page = (card_id: string) => ({
  page_title: 'p',
  banner_pic_url: PICTURE,
  theme_list: [
    {
      theme_pic_url: PICTURE,
      title: 't',
      title_color: '#FB966E',
      item_list: [{ card_id, title: 't', pic_url: PICTURE, desc: 'd' }],
      pic_item_list: [{ background_pic_url: PICTURE, outer_img_id: 'o', default_gifting_msg: 'm' }],
    },
  ],
  address: 'a',
  service_phone: '020-1',
  biz_description: 'b',
  cell_1: { title: 't', url: URL },
  cell_2: { title: 't', url: URL },
})

const store = {
  sid: '1',
  business_name: 'b',
  branch_name: 'b',
  province: 'p',
  city: 'c',
  district: 'd',
  address: 'a',
  telephone: '020-1',
  categories: ['美食,快餐小吃'],
  offset_type: 1,
  longitude: 115.3,
  latitude: 25.3,
  recommend: 'r',
  special: 's',
  introduction: 'i',
  open_time: '8:00-20:00',
}

const member = async ({ create, claim }: Shop) => {
  const card_id = await create('MEMBER_CARD', {}, { custom_field1: { name: 'n' } })
  return { card_id, code: await claim('oUser1', card_id) }
}

const ticket = async ({ create, claim }: Shop, type: 'MEETING_TICKET' | 'BOARDING_PASS') => {
  const card_id = await create(type)
  return { card_id, code: await claim('oUser1', card_id) }
}

const coupon = async ({ create, claim }: Shop) => {
  const card_id = await create('CASH')
  return { card_id, code: await claim('oUser1', card_id) }
}

const REQUESTS: readonly Request[] = [
  ...CARDS,
  [
    '/card/update',
    async ({ create }) => {
      const card_id = await create('MEMBER_CARD')
      const { advanced_info: _, ...body } = MEMBER
      const { sub_title, url_name_type, ...base_info } = BASICS
      const message = { url_cell: { text: 't', url: URL, app_brand_id: 'a', app_brand_pass: 'p' } }
      return { card_id, member_card: { ...body, base_info, prerogative: 'p', modify_msg_operation: message } }
    },
  ],
  ['/card/code/get', coupon],
  ['/card/code/consume', coupon],
  ['/card/code/unavailable', async (shop) => ({ ...(await coupon(shop)), reason: 'r' })],
  ['/card/user/getcardlist', async (shop) => ({ openid: 'oUser1', card_id: (await coupon(shop)).card_id })],
  [
    '/card/qrcode/create',
    async ({ create }) => {
      const card = { card_id: await create('CASH'), code: '1', openid: 'oUser1', outer_str: 'o' }
      return { action_name: 'QR_CARD', action_info: { card } }
    },
  ],
  [
    '/card/membercard/activateuserform/set',
    async ({ create }) => {
      const card_id = await create('MEMBER_CARD', {}, { wx_activate: true })
      return { card_id, service_statement: { name: 'n', url: URL }, bind_old_card: { name: 'n', url: URL } }
    },
  ],
  [
    '/card/membercard/activate/geturl',
    async ({ create }) => ({ card_id: await create('MEMBER_CARD', {}, { wx_activate: true }), outer_str: 'o' }),
  ],
  [
    '/card/membercard/activate',
    async (shop) => ({
      ...(await member(shop)),
      membership_number: 'M',
      background_pic_url: PICTURE,
      init_bonus_record: 'r',
      init_custom_field_value1: 'v',
    }),
  ],
  [
    '/card/membercard/updateuser',
    async (shop) => ({
      ...(await member(shop)),
      membership_number: 'M',
      background_pic_url: PICTURE,
      record_bonus: 'r',
      record_balance: 'r',
      custom_field_value1: 'v',
    }),
  ],
  ['/card/giftcard/page/add', async ({ create }) => ({ page: page(await create('GENERAL_CARD')) })],
  [
    '/card/giftcard/page/update',
    async ({ wechat, create }) => {
      const content = page(await create('GENERAL_CARD'))
      const { page_id } = await wechat.giftCards.createPage({ page: content })
      return { page: { page_id, ...content } }
    },
  ],
  ['/card/giftcard/order/batchget', () => ({ sort_type: 'DESC', offset: 0, count: 10 })],
  [
    '/card/meetingticket/updateuser',
    async (shop) => {
      const details = { zone: 'z', entrance: 'e', seat_number: 's' }
      return { ...(await ticket(shop, 'MEETING_TICKET')), ...details }
    },
  ],
  [
    '/card/boardingpass/checkin',
    async (shop) => {
      const details = { passenger_name: 'p', class: 'c', etkt_bnr: '1', seat: 's', gate: 'g', qrcode_data: 'q' }
      return { ...(await ticket(shop, 'BOARDING_PASS')), ...details }
    },
  ],
  ['/card/submerchant/batchget', () => ({ begin_id: 0, limit: 50, status: 'APPROVED' })],
  [
    '/cgi-bin/message/mass/sendall',
    async (shop) => {
      const { card_id } = await coupon(shop)
      return { filter: { is_to_all: true, tag_id: '2' }, msgtype: 'wxcard', wxcard: { card_id }, clientmsgid: 'c' }
    },
  ],
  [
    '/cgi-bin/message/mass/preview',
    async (shop) => {
      const { card_id } = await coupon(shop)
      return { touser: 'oUser1', msgtype: 'wxcard', wxcard: { card_id, card_ext: '{}' } }
    },
  ],
  [
    '/card/invoice/platform/createcard',
    () => {
      const { custom_url_name, custom_url, custom_url_sub_title } = BASICS
      const base_info = { logo_url: PICTURE, title: 't', custom_url_name, custom_url, custom_url_sub_title }
      return { invoice_info: { base_info, payee: 'p', type: '普通发票' } }
    },
  ],
  [
    '/card/invoice/biz/getusertitleurl',
    () => ({
      title: 't',
      phone: 'p',
      tax_no: 't',
      addr: 'a',
      bank_type: 'b',
      bank_no: 'b',
      out_title_id: 'o',
    }),
  ],
  ['/card/invoice/biz/getselecttitleurl', () => ({ attach: 'a', biz_name: 'b' })],
  ['/cgi-bin/poi/addpoi', () => ({ business: { base_info: store } })],
]

/** Where each member of a request stands: the steps to it. */
function placesIn(value: unknown): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return []
  const isList = Array.isArray(value)
  return Object.entries(value).flatMap(([key, member]) => {
    const step = isList ? Number(key) : key
    const inside = placesIn(member).map((steps) => [step, ...steps])
    return isList ? inside : [[step], ...inside] // an entry of a list cannot be left out
  })
}

const LEFT_OUT = Symbol('left out')

/** The same request with another value, or none, at a place. */
function changed(body: object, steps: readonly (string | number)[], value: unknown): object {
  const copy = structuredClone(body)
  const last = steps.at(-1) as string
  const target = steps.slice(0, -1).reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], copy)
  if (value === LEFT_OUT) delete (target as Record<string, unknown>)[last]
  else (target as Record<string, unknown>)[last] = value
  return copy
}

const valueAt = (body: object, steps: readonly (string | number)[]): unknown =>
  steps.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], body)

/** What comes of a request in a new account: the answer, and all that was done. */
async function outcomeOf([path, make]: Request, steps: readonly (string | number)[], value: unknown) {
  const shop = openShop({ clock: { now: () => NOW * 1000 }, seed: 'left out' })
  const request = changed(await make(shop), steps, value)
  const before = shop.simulator.effects.length
  const address = `https://api.weixin.qq.com${path}?access_token=${await shop.wechat.getAccessToken()}`
  const response = await shop.simulator.fetch(address, { method: 'POST', body: JSON.stringify(request) })
  const { errmsg, ...answer } = (await response.json()) as Record<string, unknown>
  const cards = await Promise.all(
    shop.simulator.snapshot().cards.map(({ cardId }) => shop.wechat.cards.get({ card_id: cardId })),
  )
  return { answer, cards, effects: shop.simulator.effects.slice(before) }
}

describe.each(REQUESTS.map((request) => ({ request, path: request[0] })))('$path', ({ request }) => {
  test('null is as if it were left out, and so is an empty text', async () => {
    const body = await request[1](openShop({ clock: { now: () => NOW * 1000 }, seed: 'left out' }))
    for (const steps of placesIn(body)) {
      const place = steps.join('.')
      const without = await outcomeOf(request, steps, LEFT_OUT)
      expect([place, null, await outcomeOf(request, steps, null)]).toEqual([place, null, without])
      if (typeof valueAt(body, steps) !== 'string') continue
      expect([place, '', await outcomeOf(request, steps, '')]).toEqual([place, '', without])
    }
  }, 30_000)
})
