import { describe, expect, test } from 'vitest'
import { systemClock } from '../../../../src/clock.js'
import { InputError } from '../../../../src/errors.js'
import { type SimulatorOptions, toSimulatorSettings } from '../../../../src/testing/account/options.js'

describe('the settings of a simulator', () => {
  test('are all there without any option', () => {
    expect(toSimulatorSettings({})).toEqual({
      appId: 'wx5135a70acc000001',
      appSecret: expect.stringMatching(/^[\da-f]{32}$/),
      seed: 'wx5135a70acc000001',
      clock: systemClock,
      mode: '2026',
      review: 'instant',
      withoutPermissions: [],
      dailyQuotas: {},
      minuteQuotas: {},
      openidInCardExt: 'either',
      customCodesInActivation: 'refused',
      nonJumpReturns: 'nothing',
      jumpReturns: 'always',
      formAfterFailedActivation: 'none',
      giftEvents: 'captured',
      closedCouponErrcode: 48001,
      unknownValues: 'refused',
      unknownStores: 'refused',
      cardsWithoutActivation: 'accepted',
      pointsTakeAField: false,
      generalCardCells: 'accepted',
      limitsCount: 'held',
      initialPoints: 'initBonus',
      secondActivation: 'sets',
      claimedDates: 'keep',
      jumpForms: 'byTicket',
      messagesReach: 'recentUsers',
      keptRecords: 10_000,
      onRequest: undefined,
    })
  })

  test('each AppID has a secret of its own, always the same', () => {
    const secretOf = (appId: string): string => toSimulatorSettings({ appId }).appSecret
    expect(secretOf('wxA')).toBe(secretOf('wxA'))
    expect(secretOf('wxA')).not.toBe(secretOf('wxB'))
  })

  test('every option is taken over', () => {
    const options = {
      appId: 'wxShop',
      appSecret: 'secret',
      seed: 'seed',
      clock: { now: () => 7 },
      mode: 'legacy',
      review: 'manual',
      withoutPermissions: ['balance'],
      dailyQuotas: { '/card/create': 1 },
      minuteQuotas: { '/card/create': 2 },
      openidInCardExt: 'miniProgram',
      customCodesInActivation: 'accepted',
      nonJumpReturns: 'cardAndCode',
      jumpReturns: 'withUrl',
      formAfterFailedActivation: 'again',
      giftEvents: 'documented',
      closedCouponErrcode: 45030,
      unknownValues: 'accepted',
      unknownStores: 'accepted',
      cardsWithoutActivation: 'refused',
      pointsTakeAField: true,
      generalCardCells: 'refused',
      limitsCount: 'ever',
      initialPoints: 'sum',
      secondActivation: 'keeps',
      claimedDates: 'follow',
      jumpForms: 'afterActivation',
      messagesReach: 'everybody',
      keptRecords: 0,
      onRequest: () => {},
    } as const
    expect(toSimulatorSettings(options)).toEqual(options)
  })

  test('every mistake is named, and none of the values', () => {
    const options = {
      appId: 'not an AppID',
      appSecret: '',
      seed: 1,
      clock: {},
      mode: 'old',
      review: 'never',
      withoutPermissions: ['flight'],
      dailyQuotas: { 'card/create': 1 },
      minuteQuotas: { '/card/create': 'x' },
      openidInCardExt: 'both',
      customCodesInActivation: 'maybe',
      nonJumpReturns: 'ticket',
      jumpReturns: 'never',
      formAfterFailedActivation: 'twice',
      giftEvents: 'real',
      closedCouponErrcode: 0,
      unknownValues: 'some',
      unknownStores: 'some',
      cardsWithoutActivation: 'some',
      pointsTakeAField: 'yes',
      generalCardCells: 'some',
      limitsCount: 'some',
      initialPoints: 'some',
      secondActivation: 'some',
      claimedDates: 'some',
      jumpForms: 'some',
      messagesReach: 'some',
      keptRecords: -1,
      onRequest: 'log',
    } as unknown as SimulatorOptions // all of it wrong on purpose
    let thrown: unknown
    try {
      toSimulatorSettings({ ...options, surprise: true } as SimulatorOptions)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(InputError)
    expect((thrown as InputError).problems.map(({ field }) => field)).toEqual([...Object.keys(options), 'surprise'])
    expect((thrown as InputError).message).not.toContain('not an AppID')
  })

  test.each([null, undefined, 'wx', []])('%j is no set of options', (options) => {
    expect(() => toSimulatorSettings(options as never)).toThrow(InputError)
  })
})
