import { describe, expect, test } from 'vitest'
import type { SetActivationFormRequest } from '../../../../src/api/members.js'
import type { FilledForm } from '../../../../src/testing/account/codes.js'
import { amend, fillIn } from '../../../../src/testing/phone/form.js'

/** The form of the specification's sample, with a check box and a half that can be changed. */
const form: SetActivationFormRequest = {
  card_id: 'pSimCard0001',
  required_form: {
    can_modify: false,
    common_field_id_list: ['USER_FORM_INFO_FLAG_MOBILE'],
    rich_field_list: [{ type: 'FORM_FIELD_RADIO', name: 'Shop', values: ['North', 'South'] }],
  },
  optional_form: {
    can_modify: true,
    common_field_id_list: ['USER_FORM_INFO_FLAG_BIRTHDAY'],
    custom_field_list: ['Favourite tea'],
    rich_field_list: [{ type: 'FORM_FIELD_CHECK_BOX', name: 'Days', values: ['Mon', 'Tue', 'Wed'] }],
  },
}

const least = { USER_FORM_INFO_FLAG_MOBILE: '13800000000', Shop: 'North' }

describe('filling a form in', () => {
  test('brings known fields, own fields and check boxes to where the merchant reads them', () => {
    const answers = {
      ...least,
      'Favourite tea': 'Longjing',
      Days: ['Mon', 'Wed'],
      USER_FORM_INFO_FLAG_BIRTHDAY: '2015-4-30',
    }
    expect(fillIn(form, answers)).toEqual({
      common: [
        { name: 'USER_FORM_INFO_FLAG_MOBILE', value: '13800000000' },
        { name: 'USER_FORM_INFO_FLAG_BIRTHDAY', value: '2015-4-30' },
      ],
      custom: [
        { name: 'Shop', value: 'North', value_list: [] },
        { name: 'Favourite tea', value: 'Longjing', value_list: [] },
        { name: 'Days', value: '', value_list: ['Mon', 'Wed'] },
      ],
    })
  })

  test('optional fields may be left out or empty', () => {
    const filled = {
      common: [{ name: 'USER_FORM_INFO_FLAG_MOBILE', value: '13800000000' }],
      custom: [{ name: 'Shop', value: 'North', value_list: [] }],
    }
    expect(fillIn(form, least)).toEqual(filled)
    expect(fillIn(form, { ...least, 'Favourite tea': '', Days: [] })).toEqual(filled)
  })

  test.each([
    [
      'a required field is missing',
      { Shop: 'North' },
      'the required field USER_FORM_INFO_FLAG_MOBILE is not filled in',
    ],
    ['a required field is empty', { ...least, Shop: '' }, 'the required field Shop is not filled in'],
    ['there is no such field', { ...least, Colour: 'red' }, 'the form has no field Colour'],
    ['there is no such choice', { ...least, Shop: 'West' }, 'West is no choice of the field Shop'],
    ['one box does not exist', { ...least, Days: ['Mon', 'Sun'] }, 'Sun is no choice of the field Days'],
    ['two choices for one', { ...least, Shop: ['North', 'South'] }, 'of the field Shop one can be chosen'],
  ])('is refused when %s', (_, answers, reason) => {
    expect(fillIn(form, answers)).toBe(reason)
  })

  test('a form without fields takes no answers', () => {
    expect(fillIn({ card_id: 'p' }, {})).toEqual({ common: [], custom: [] })
    expect(fillIn({ card_id: 'p' }, { name: 'x' })).toBe('the form has no field name')
  })
})

describe('changing what was filled in', () => {
  const before = fillIn(form, { ...least, 'Favourite tea': 'Longjing', Days: ['Mon'] }) as FilledForm

  test('replaces what is given and keeps the rest, in the order of the form', () => {
    const after = amend(form, before, { Days: ['Tue'], USER_FORM_INFO_FLAG_BIRTHDAY: '2015-4-30' })
    expect(after).toEqual({
      common: [
        { name: 'USER_FORM_INFO_FLAG_MOBILE', value: '13800000000' },
        { name: 'USER_FORM_INFO_FLAG_BIRTHDAY', value: '2015-4-30' },
      ],
      custom: [
        { name: 'Shop', value: 'North', value_list: [] },
        { name: 'Favourite tea', value: 'Longjing', value_list: [] },
        { name: 'Days', value: '', value_list: ['Tue'] },
      ],
    })
  })

  test('an emptied field is gone', () => {
    const after = amend(form, before, { 'Favourite tea': '' }) as FilledForm
    expect(after.custom.map(({ name }) => name)).toEqual(['Shop', 'Days'])
  })

  test.each([
    ['its half of the form is fixed', { Shop: 'South' }, 'the half of the form with Shop has no can_modify'],
    ['there is no such choice', { Days: ['Sun'] }, 'Sun is no choice of the field Days'],
  ])('is refused when %s', (_, answers, reason) => {
    expect(amend(form, before, answers)).toBe(reason)
  })

  test('a required field cannot be emptied', () => {
    const open = { ...form, required_form: { ...form.required_form, can_modify: true } }
    expect(amend(open, before, { Shop: '' })).toBe('the required field Shop is emptied')
    expect((amend(open, before, { Shop: 'South' }) as FilledForm).custom[0]).toMatchObject({ value: 'South' })
  })
})
