import { describe, expect, test } from 'vitest'
import { groupRoutes } from '../../../src/api/groups.js'
import type { Route } from '../../../src/transport/route.js'
// Typed from WeChat's pages, one line for each endpoint.
import fixture from '../../fixtures/endpoints.json' with { type: 'json' }

const ROWS = Object.entries<Readonly<Record<string, Route>>>(groupRoutes).flatMap(([group, table]) =>
  Object.entries(table).map(([name, route]) => [`${group}.${name}`, route] as const),
)

const row = (method: string): Route | undefined => ROWS.find(([name]) => name === method)?.[1]

interface Line extends Pick<Route, 'effect' | 'method' | 'path' | 'retryOnErrcodes' | 'verifyWith'> {
  readonly group: string
  readonly name: string
}

test('each row has a line of its own, typed from WeChat’s page, and each line a row', () => {
  const lines = fixture.groups.map(({ group, name }) => `${group}.${name}`)
  expect(ROWS.map(([name]) => name).toSorted()).toEqual(lines.toSorted())
})

test.each((fixture.groups as readonly Line[]).map((line) => [`${line.group}.${line.name}`, line] as const))(
  'a row says what WeChat’s page says: %s',
  (name, { method, path, effect, verifyWith, retryOnErrcodes }) => {
    const route = row(name)
    expect(route).toMatchObject({ method, path, effect })
    expect(route?.verifyWith).toBe(verifyWith)
    expect(route?.retryOnErrcodes ?? []).toEqual(retryOnErrcodes ?? [])
  },
)

describe('what is repeated', () => {
  // A code that was typed wrong has to be answered at once, and a redemption is never sent twice.
  test.each(['codes.get', 'codes.consume', 'codes.decrypt', 'codes.setUnavailable', 'members.getInfo'])(
    'nothing at the till: %s',
    (method) => {
      expect(row(method)?.retryOnErrcodes ?? []).toEqual([])
    },
  )

  test.each(['members.activate', 'members.update', 'generalCards.activate', 'generalCards.update'])(
    '%s, while WeChat does not know the code yet or is busy with the card',
    (method) => {
      expect(row(method)?.retryOnErrcodes).toEqual([40056, 45061])
    },
  )
})

/** Writes that name no read: no method tells what became of them, or sending them twice does no harm. */
const WITHOUT_A_READ = [
  'cells.setPayCell',
  'cells.setSelfConsumeCell',
  'distribution.createLandingPage',
  'distribution.createQrCode',
  'distribution.setTestWhitelist',
  'giftCards.applyForPayment',
  'giftCards.bindSubMerchant',
  'giftCards.setMaintenance',
  'giftCards.setMiniProgram',
  'invoices.createCard',
  'invoices.insert',
  'invoices.uploadPdf',
  'media.uploadImage',
  'members.setActivationForm',
  'messages.preview',
  'messages.sendCustom',
  'messages.sendToAll',
  'messages.sendToUsers',
  'specialTickets.checkInBoardingPass',
  'specialTickets.updateMeetingTicket',
  'specialTickets.updateMovieTicket',
]

test('every other write names the read that tells what became of it (verifyWith of its row)', () => {
  const silent = ROWS.filter(([, { effect, verifyWith }]) => effect === 'write' && verifyWith === undefined)
  expect(silent.map(([name]) => name).toSorted()).toEqual(WITHOUT_A_READ)
})

test.each(ROWS.flatMap(([name, { verifyWith, effect }]) => (verifyWith ? [[name, verifyWith, effect] as const] : [])))(
  'a write of unknown outcome is verified with a read that exists: %s with %s',
  (_, verifyWith, effect) => {
    expect(effect).toBe('write')
    expect(row(verifyWith.split(' ')[0] ?? '')?.effect).toBe('read')
  },
)
