// Every text whose longest length WeChat's pages print: at its limit it is taken, one beyond it is refused by name.
import { beforeAll, describe, expect, test } from 'vitest'
import type { CardType } from '../../../src/index.js'
import { ApiError } from '../../../src/index.js'
import { PICTURE, sampleCard } from '../../support/card-samples.js'
import { openShop, type Shop } from '../../support/shop.js'

const NOW = 1_764_000_000

/** The most of a text. Pages print bytes, `string(36)`, or characters where their own samples show that these count. */
type Limit = readonly [field: string, most: number, evidence: string, unit?: 'characters' | 'ascii' | undefined]

/** Fields of `base_info`, in the table of all cards. Addresses of uploads may be longer, and are left out here. */
const BASICS: readonly Limit[] = [
  ['brand_name', 36, 'cards-60'],
  ['title', 27, 'cards-62'],
  ['notice', 48, 'cards-64'],
  ['description', 3072, 'cards-65'],
  ['sub_title', 54, 'cards-73'],
  ['service_phone', 24, 'cards-77'],
  ['center_title', 18, 'cards-80'],
  ['center_sub_title', 24, 'cards-81'],
  ['center_url', 128, 'cards-82'],
  ['center_app_brand_user_name', 128, 'cards-83'],
  ['center_app_brand_pass', 128, 'cards-84'],
  ['custom_url_name', 16, 'cards-85'], // 15 in the table of creation, 16 in that of changes
  ['custom_url', 128, 'cards-86'],
  ['custom_url_sub_title', 18, 'cards-87'],
  ['custom_app_brand_user_name', 128, 'cards-88'],
  ['custom_app_brand_pass', 128, 'cards-88'],
  ['promotion_url_name', 16, 'cards-89'],
  ['promotion_url', 128, 'cards-90'],
  ['promotion_url_sub_title', 18, 'cards-91'],
  ['promotion_app_brand_user_name', 128, 'cards-92'],
  ['promotion_app_brand_pass', 128, 'cards-92'],
  ['source', 36, 'cards-97'],
]

const ADVANCED: readonly Limit[] = [
  ['advanced_info.use_condition.accept_category', 512, 'cards-105'],
  ['advanced_info.use_condition.reject_category', 512, 'cards-106'],
  ['advanced_info.use_condition.object_use_for', 512, 'cards-108'],
  ['advanced_info.abstract.abstract', 24, 'cards-110'],
  ['advanced_info.text_image_list[].text', 512, 'cards-112'],
]

const OWN: readonly Limit[] = [
  ...[1, 2, 3].flatMap((number): Limit[] => [
    [`custom_field${number}.name`, 24, 'cards-144'],
    [`custom_field${number}.url`, 128, 'cards-144'],
    [`custom_cell${number}.name`, 15, 'cards-146'],
    [`custom_cell${number}.tips`, 18, 'cards-146'],
    [`custom_cell${number}.url`, 128, 'cards-146'],
  ]),
]

/** Fields beside `base_info`, by the types that have them. */
const BODIES: Readonly<Partial<Record<CardType, readonly Limit[]>>> = {
  GROUPON: [['deal_detail', 3072, 'cards-116']],
  CASH: ADVANCED,
  GIFT: [['gift', 3072, 'cards-120']],
  GENERAL_COUPON: [['default_detail', 3072, 'cards-121']],
  MEMBER_CARD: [
    ['prerogative', 3072, 'cards-123'],
    ['wx_activate_after_submit_url', 128, 'cards-127'],
    ['activate_url', 128, 'cards-128'],
    ['activate_app_brand_user_name', 128, 'cards-129'],
    ['activate_app_brand_pass', 128, 'cards-129'],
    ['bonus_url', 128, 'cards-131'],
    ['bonus_app_brand_user_name', 128, 'cards-132'],
    ['bonus_app_brand_pass', 128, 'cards-132'],
    ['balance_url', 128, 'cards-134'],
    ['balance_app_brand_user_name', 128, 'cards-135'],
    ['balance_app_brand_pass', 128, 'cards-135'],
    ['bonus_cleared', 128, 'cards-136'],
    ['bonus_rules', 128, 'cards-137'],
    ['balance_rules', 3072, 'cards-138'], // 128 in the table of creation, 3072 in that of changes
    ...OWN,
  ],
  SCENIC_TICKET: [['guide_url', 128, 'cards-169']],
  MOVIE_TICKET: [['detail', 3072, 'cards-170']],
  BOARDING_PASS: [
    ['from', 54, 'cards-171'],
    ['to', 54, 'cards-171'],
    ['gate', 12, 'cards-173'],
    ['check_in_url', 128, 'cards-174'],
    ['air_model', 24, 'cards-175'],
  ],
  MEETING_TICKET: [
    ['meeting_detail', 3072, 'cards-178'],
    ['map_url', 128, 'cards-179'],
  ],
}

const NEEDED: Readonly<Partial<Record<CardType, object>>> = {
  GROUPON: { deal_detail: 'd' },
  GIFT: { gift: 'g' },
  GENERAL_COUPON: { default_detail: 'd' },
}

/** A field with a value, in the objects and lists around it. */
function nested(path: string, value: unknown): Record<string, unknown> {
  const [first = '', ...rest] = path.split('.')
  const inside = rest.length === 0 ? value : nested(rest.join('.'), value)
  return first.endsWith('[]') ? { [first.slice(0, -2)]: [inside] } : { [first]: inside }
}

/** Two objects as one, on every level. */
function merged(one: Record<string, unknown>, other: Record<string, unknown>): Record<string, unknown> {
  const both = Object.entries(other).map(([name, value]) => {
    const before = one[name]
    const areObjects = [before, value].every(
      (each) => typeof each === 'object' && each !== null && !Array.isArray(each),
    )
    return [name, areObjects ? merged(before as Record<string, unknown>, value as Record<string, unknown>) : value]
  })
  return { ...one, ...Object.fromEntries(both) }
}

/** The longest texts that are taken, and the shortest that are not, with the length that the reason names. */
function texts([, most, , unit]: Limit): { taken: string[]; refused: (readonly [string, number])[] } {
  const latin = { taken: 'x'.repeat(most), refused: ['x'.repeat(most + 1), most + 1] as const }
  if (unit === 'ascii') return { taken: [latin.taken], refused: [latin.refused] }
  const fitting = unit === 'characters' ? most : Math.floor(most / 3)
  const size = (fitting + 1) * (unit === 'characters' ? 1 : 3)
  return {
    taken: [latin.taken, '字'.repeat(fitting)],
    refused: [latin.refused, ['字'.repeat(fitting + 1), size]],
  }
}

/** Limits as rows of a test, whose title names field and limit. */
const rowsOf = (limits: readonly Limit[]) => limits.map((limit) => ({ limit, field: limit[0], most: limit[1] }))

let shop: Shop
beforeAll(() => {
  shop = openShop({ clock: { now: () => NOW * 1000 } })
})

/** Sends a body as it is, and answers with the code and the reason. */
async function sent(path: string, body: object) {
  const error = await shop.wechat.call({ method: 'POST', path, effect: 'write' }, body).catch((why: unknown) => why)
  if (error instanceof Error && !(error instanceof ApiError)) throw error
  const { errcode, reason } = shop.simulator.requests.at(-1) ?? {}
  return { errcode, reason }
}

/** Tries a field at its limit and beyond, in a request of which each sending is another. */
async function tryLimit(limit: Limit, send: (value: string) => Promise<object>): Promise<void> {
  const { taken, refused } = texts(limit)
  for (const value of taken) expect(await send(value)).toMatchObject({ errcode: 0 })
  const unit = limit[3] === 'characters' ? 'characters' : 'bytes'
  const name = limit[0].replace('[]', '')
  for (const [value, length] of refused) {
    const said = `${name} has ${length} ${unit}, and at most ${limit[1]} are allowed`
    expect(await send(value)).toEqual({ errcode: 45021, reason: expect.stringContaining(said) })
  }
}

describe('a card at its creation', () => {
  const rows = [
    ...BASICS.map(([field, ...rest]): [CardType, Limit] => ['CASH', [`base_info.${field}`, ...rest]]),
    ...Object.entries(BODIES).flatMap(([type, limits]) => limits.map((limit) => [type as CardType, limit] as const)),
  ]
  test.each(rows.flatMap(([type, limit]) => rowsOf([limit]).map((row) => ({ type, ...row }))))(
    '$type: $field of $most bytes',
    async ({ type, limit }) => {
      const key = type.toLowerCase()
      const card = sampleCard(type, {}, { ...NEEDED[type] }) as unknown as Record<string, Record<string, unknown>>
      await tryLimit(limit, async (value) => {
        const body = merged(card[key] ?? {}, nested(limit[0], value))
        return await sent('/card/create', { card: { ...card, [key]: body } })
      })
    },
  )
})

test.each(rowsOf(BASICS))(
  'a change of $field with more than $most bytes is refused as at creation',
  async ({ field, most }) => {
    const card_id = await shop.create('CASH')
    const answer = await sent('/card/update', { card_id, cash: { base_info: { [field]: 'x'.repeat(most + 1) } } })
    const said = `${field} has ${most + 1} bytes, and at most ${most} are allowed`
    expect(answer).toEqual({ errcode: 45021, reason: expect.stringContaining(said) })
  },
)

describe('a member card in a user’s hands', () => {
  const own = [1, 2, 3]
  const activation: readonly Limit[] = [
    ['membership_number', 20, 'activation-138'],
    ['init_bonus_record', 32, 'activation-145'],
    ...own.map((number): Limit => [`init_custom_field_value${number}`, 12, 'activation-147']),
  ]
  const change: readonly Limit[] = [
    ['record_bonus', 42, 'activation-187', 'characters'],
    ['record_balance', 42, 'activation-187', 'characters'],
    ...own.map((number): Limit => [`custom_field_value${number}`, 12, 'activation-160']),
    ['membership_number', 20, 'activation-164'],
  ]
  let member: { readonly card_id: string; readonly code: string }
  beforeAll(async () => {
    const fields = own.map((number) => [`custom_field${number}`, { name: 'n' }])
    const card_id = await shop.create('MEMBER_CARD', {}, { ...Object.fromEntries(fields), supply_bonus: false })
    member = { card_id, code: await shop.claim('oUser1', card_id) }
  })
  test.each(rowsOf(activation))('activated with a $field of $most', async ({ limit }) => {
    const body = { membership_number: 'M', ...member }
    await tryLimit(limit, (value) => sent('/card/membercard/activate', { ...body, [limit[0]]: value }))
  })
  test.each(rowsOf(change))('changed with a $field of $most', async ({ limit }) => {
    await tryLimit(limit, (value) => sent('/card/membercard/updateuser', { ...member, [limit[0]]: value }))
  })
})

describe('the form of a member card', () => {
  test.each(
    rowsOf([
      ['service_statement.name', 32, 'activation-82'],
      ['service_statement.url', 128, 'activation-83'],
      ['bind_old_card.name', 32, 'activation-85'],
      ['bind_old_card.url', 128, 'activation-86'],
      ['required_form.rich_field_list[].name', 32, 'activation-94'],
      ['optional_form.rich_field_list[].name', 32, 'activation-94'],
    ]),
  )('$field of $most', async ({ limit }) => {
    const card_id = await shop.create('MEMBER_CARD', {}, { wx_activate: true })
    const rich = limit[0].includes('rich_field_list') ? { type: 'FORM_FIELD_RADIO', values: ['a'] } : {}
    await tryLimit(limit, (value) => {
      const [form = '', list] = limit[0].split('.')
      const part = list?.endsWith('[]')
        ? { [form]: { rich_field_list: [{ ...rich, name: value }] } }
        : nested(limit[0], value)
      return sent('/card/membercard/activateuserform/set', { card_id, ...part })
    })
  })
})

describe('a QR code', () => {
  test.each(
    rowsOf([
      ['code', 20, 'cards-242', 'ascii'],
      ['outer_str', 128, 'cards-246'],
    ]),
  )('$field of $most', async ({ limit }) => {
    const card = { card_id: await shop.create('CASH') }
    const one: Limit = [`action_info.card.${limit[0]}`, limit[1], limit[2], limit[3]]
    await tryLimit(one, (value) =>
      sent('/card/qrcode/create', { action_name: 'QR_CARD', action_info: { card: { ...card, [limit[0]]: value } } }),
    )
    const several: Limit = [`action_info.multiple_card.card_list.${limit[0]}`, limit[1], limit[2], limit[3]]
    await tryLimit(several, (value) => {
      const card_list = [{ ...card, [limit[0]]: value }]
      return sent('/card/qrcode/create', {
        action_name: 'QR_MULTIPLE_CARD',
        action_info: { multiple_card: { card_list } },
      })
    })
  })
})

describe('a gift card in a user’s hands', () => {
  test.each(
    rowsOf([
      ['record_balance', 42, 'gifts-82'], // 14 Chinese characters
      ...[1, 2, 3].map((number): Limit => [`custom_field_value${number}`, 12, 'gifts-83']),
    ]),
  )('$field of $most: longer ones are refused before the code is looked for', async ({ limit }) => {
    const address = { card_id: await shop.create('GENERAL_CARD'), code: '1' }
    const { taken, refused } = texts(limit)
    const send = (value: string) => sent('/card/generalcard/updateuser', { ...address, [limit[0]]: value })
    for (const value of taken) expect(await send(value)).toMatchObject({ errcode: 40056 })
    for (const [value, length] of refused) {
      const reason = `${limit[0]} has ${length} bytes, and at most ${limit[1]} are allowed`
      expect(await send(value)).toEqual({ errcode: 45021, reason })
    }
  })
})

describe('a check-in', () => {
  test.each(
    rowsOf([
      ['passenger_name', 45, 'merchants-42'], // 15 Chinese characters
      ['class', 15, 'merchants-43'], // 5 Chinese characters
      ['etkt_bnr', 14, 'merchants-44', 'characters'], // digits; the sample has Chinese ones (reports-54)
    ]),
  )('$field of $most', async ({ limit }) => {
    const card_id = await shop.create('BOARDING_PASS')
    const code = await shop.claim('oUser1', card_id)
    const body = { card_id, code, passenger_name: 'p', class: 'c', etkt_bnr: '1' }
    await tryLimit(limit, (value) => sent('/card/boardingpass/checkin', { ...body, [limit[0]]: value }))
  })
})

describe('a sub-merchant', () => {
  test.each(
    rowsOf([
      ['info.app_id', 36, 'merchants-8', 'ascii'],
      ['info.brand_name', 36, 'merchants-9'],
      ['info.protocol', 36, 'merchants-11', 'ascii'],
      ['info.agreement_media_id', 36, 'merchants-12', 'ascii'],
      ['info.operator_media_id', 36, 'merchants-13', 'ascii'],
    ]),
  )('$field of $most', async ({ limit }) => {
    const { category } = await shop.wechat.subMerchants.getApplyProtocol()
    const { primary_category_id, secondary_category } = category[0] ?? {}
    const secondary_category_id = secondary_category?.[0]?.secondary_category_id
    const info = { brand_name: 'b', logo_url: PICTURE, protocol: 'm', agreement_media_id: 'm' }
    const rest = { operator_media_id: 'm', end_time: NOW + 86_400, primary_category_id, secondary_category_id }
    await tryLimit(limit, (value) => {
      const request = merged({ info: { ...info, ...rest } }, nested(limit[0], value))
      return sent('/card/submerchant/submit', request)
    })
  })
})

describe('a template of invoices', () => {
  test.each(
    rowsOf([
      ['invoice_info.base_info.title', 27, 'merchants-105'],
      ['invoice_info.base_info.custom_url_name', 15, 'merchants-105'],
      ['invoice_info.base_info.custom_url_sub_title', 18, 'merchants-105'],
    ]),
  )('$field of $most', async ({ limit }) => {
    const base_info = { logo_url: PICTURE, title: 't' }
    await tryLimit(limit, (value) => {
      const invoice_info = { base_info, payee: 'p', type: '普通发票' }
      return sent('/card/invoice/platform/createcard', merged({ invoice_info }, nested(limit[0], value)))
    })
  })
})
