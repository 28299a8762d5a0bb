import { describe, expectTypeOf, test } from 'vitest'
import type { WeChatCardClient } from '../../src/index.js'

declare const wechat: WeChatCardClient

const card_id = 'pSimCard0001'
const code = '480019283746'

describe('what must not compile', () => {
  test('an activation without a number or a code', () => {
    // @ts-expect-error membership_number is missing
    wechat.members.activate({ code, card_id })
    // @ts-expect-error code is missing
    wechat.members.activate({ membership_number: 'M-0007', card_id })
    // @ts-expect-error a number of a member is text
    wechat.members.activate({ membership_number: 7, code })
  })

  test('points that are text, and names that WeChat does not know', () => {
    // @ts-expect-error points are a number
    wechat.members.update({ code, bonus: '150' })
    // @ts-expect-error it is add_bonus
    wechat.members.update({ code, addBonus: 50 })
    // @ts-expect-error it is notify_optional
    wechat.members.update({ code, notify: { is_notify_bonus: true } })
    // @ts-expect-error there is no fourth field
    wechat.members.update({ code, custom_field_value4: 'x' })
  })

  test('a form of wrong shape', () => {
    // @ts-expect-error fields are a list
    wechat.members.setActivationForm({ card_id, required_form: { common_field_id_list: 'USER_FORM_INFO_FLAG_MOBILE' } })
    const shop = { type: 'FORM_FIELD_RADIO', name: 'Shop' }
    // @ts-expect-error choices are missing
    wechat.members.setActivationForm({ card_id, required_form: { rich_field_list: [shop] } })
    // @ts-expect-error card_id is missing
    wechat.members.setActivationForm({ required_form: {} })
  })

  test('requests that lack what tells the member', () => {
    // @ts-expect-error card_id is missing
    wechat.members.getInfo({ code })
    // @ts-expect-error code is missing
    wechat.members.deactivate({ card_id })
    // @ts-expect-error it is activate_ticket
    wechat.members.getActivationInfo({ ticket: 'c2ltK3RpY2tldC8xMQ==' })
    // @ts-expect-error it is outer_str
    wechat.members.getActivationUrl({ card_id, outerStr: 'kiosk-3' })
  })
})

test('a field of the form that is misspelt must not compile', () => {
  // @ts-expect-error it is USER_FORM_INFO_FLAG_MOBILE
  wechat.members.setActivationForm({ card_id, required_form: { common_field_id_list: ['MOBILE'] } })
  const names = { name: 'Tea', values: ['Green'] }
  // @ts-expect-error it is FORM_FIELD_RADIO
  wechat.members.setActivationForm({ card_id, required_form: { rich_field_list: [{ ...names, type: 'RADIO' }] } })
})

describe('what must compile', () => {
  test('the samples of the documentation', () => {
    wechat.members.getActivationUrl({ card_id: 'pSimCard0001', outer_str: 'kiosk-3' })
    wechat.members.setActivationForm({
      card_id: 'pSimCard0001',
      service_statement: { name: 'Terms', url: 'https://m.example.test/terms' },
      required_form: {
        can_modify: false,
        common_field_id_list: ['USER_FORM_INFO_FLAG_MOBILE'],
        rich_field_list: [{ type: 'FORM_FIELD_RADIO', name: 'Shop', values: ['North', 'South'] }],
      },
      optional_form: {
        can_modify: false,
        common_field_id_list: ['USER_FORM_INFO_FLAG_BIRTHDAY'],
        custom_field_list: ['Favourite tea'],
      },
    })
    wechat.members.getActivationInfo({ activate_ticket: 'c2ltK3RpY2tldC8xMQ==' })
    wechat.members.activate({
      membership_number: 'M-0007',
      code: '480019283746',
      card_id: 'pSimCard0001',
      init_bonus: 100,
      init_bonus_record: 'Welcome',
    })
    wechat.members.update({
      code: '480019283746',
      card_id: 'pSimCard0001',
      bonus: 150,
      add_bonus: 50,
      record_bonus: 'Order 88',
      notify_optional: { is_notify_bonus: true },
    })
    wechat.members.getInfo({ card_id: 'pSimCard0001', code: '480019283746' })
    wechat.members.deactivate({ card_id: 'pSimCard0001', code: '480019283746' })
  })

  test('fields of the form that WeChat may add', () => {
    wechat.members.setActivationForm({ card_id, optional_form: { common_field_id_list: ['USER_FORM_INFO_FLAG_NEW'] } })
  })

  test('what a form brought is lists, a member may have none', async () => {
    const { info } = await wechat.members.getActivationInfo({ activate_ticket: 'c2ltK3RpY2tldC8xMQ==' })
    expectTypeOf(info.common_field_list[0]?.value).toEqualTypeOf<string | undefined>()
    const { user_info, balance, has_active } = await wechat.members.getInfo({ card_id, code })
    expectTypeOf(user_info?.custom_field_list?.[0]?.value_list).toEqualTypeOf<string[] | undefined>()
    expectTypeOf(balance).toEqualTypeOf<number | undefined>()
    expectTypeOf(has_active).toEqualTypeOf<boolean | undefined>()
  })
})
