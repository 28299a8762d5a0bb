import { describe, expect, test } from 'vitest'
import { groupRoutes } from '../../../src/api/groups.js'
import { explainRefusal } from '../../../src/errcodes/explain.js'
import type { Route } from '../../../src/transport/route.js'

/** Every hint that stands on a row, with what is said about its code elsewhere. */
const HINTS = Object.entries<Readonly<Record<string, Route>>>(groupRoutes).flatMap(([group, table]) =>
  Object.entries(table).flatMap(([name, { method, path, hints = {} }]) =>
    Object.keys(hints).map((errcode) => {
      const endpoint = `${method} ${path}`
      const here = explainRefusal(endpoint, Number(errcode), '', hints)
      return { place: `${group}.${name} ${errcode}`, here, general: explainRefusal(endpoint, Number(errcode), '') }
    }),
  ),
)

describe('a hint of an endpoint’s own', () => {
  test.each(HINTS)('$place says another thing than the general one, in both languages', ({ here, general }) => {
    expect(here.hint).not.toBe(general.hint)
    expect(here.hintZh).not.toBe(general.hintZh)
    expect(here.hintZh).toMatch(/[\u4e00-\u9fff]{4}/)
    expect(here.category).toBe(general.category)
  })

  // What the general hint says of these codes is about another endpoint.
  test.each([
    ['codes.update 40116', /new_code/],
    ['codes.deposit 45030', /GET_CUSTOM_CODE_MODE_DEPOSIT/],
    ['distribution.createLandingPage 45030', /codes\.deposit/],
    ['members.activate 45021', /membership_number 20/],
    ['members.update 45021', /record_bonus/],
    ['generalCards.update 45021', /record_balance/],
    ['specialTickets.checkInBoardingPass 45021', /passenger_name/],
    ['invoices.getAuthUrl 72031', /timestamp in seconds/],
    ['invoices.updateStatus 72031', /INVOICE_REIMBURSE_INIT/],
    ['invoices.scanTitle 72031', /scan_text/],
    ['invoices.clearOut 73106', /red invoice/],
    ['users.getCardList 40003', /Official Account/],
    // What developers reported of these, and what they were answered.
    ['invoices.insert 72031', /s_pappid.*order_id is empty.*blank/],
    ['invoices.insert 72040', /digital invoice.*insert-cards/],
    ['invoices.insert 72045', /digital invoice.*insert-cards/],
    ['invoices.insert -1', /digital invoice/],
    ['giftCards.bindSubMerchant -1', /each of the three has to be bound/],
    ['giftCards.applyForPayment -1', /each of the three has to be bound/],
    ['cards.create 40071', /sub-merchant/],
  ])('%s speaks of that endpoint', (place, subject) => {
    expect(HINTS.find((each) => each.place === place)?.here.hint).toMatch(subject)
  })
})
