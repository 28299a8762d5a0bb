import { describe, expectTypeOf, test } from 'vitest'
import type {
  CardFigures,
  CardFiguresByCard,
  ListCardFiguresResponse,
  MemberCardDetail,
  MemberCardFigures,
} from '../../src/api/statistics.js'
import type { WeChatCardClient } from '../../src/index.js'

declare const wechat: WeChatCardClient
const { statistics } = wechat

const dates = { begin_date: '2026-11-01', end_date: '2026-11-20' }

describe('what must not compile', () => {
  test('figures of no source, or of another', () => {
    // @ts-expect-error: from the console or the API?
    statistics.listSummary(dates)
    // @ts-expect-error: 0 or 1
    statistics.listSummary({ ...dates, cond_source: 2 })
    // @ts-expect-error: this one has no source
    statistics.listMemberCardDetails({ ...dates, card_id: 'p1', cond_source: 1 })
    // @ts-expect-error: which card?
    statistics.listMemberCardDetails(dates)
  })

  test('dates of another type', () => {
    // @ts-expect-error: dates are texts
    statistics.listCards({ begin_date: 20261101, end_date: 20261120, cond_source: 1 })
    // @ts-expect-error: until when?
    statistics.listAllSummary({ begin_date: '2026-11-01', cond_source: 1 })
    // @ts-expect-error: the figures of one card are another list
    statistics.listMemberCards({ ...dates, cond_source: 1, card_id: 'p1' })
  })

  test('the usual spelling of the card in the details', async () => {
    const { list } = await statistics.listMemberCardDetails({ ...dates, card_id: 'p1' })
    // @ts-expect-error: it is cardid there
    list[0]?.card_id
    expectTypeOf(list[0]?.cardid).toEqualTypeOf<string | undefined>()
  })
})

describe('what must compile', () => {
  test('the sample of the specification, and its reply', () => {
    const reply = statistics.listCards({ begin_date: '2026-11-01', end_date: '2026-11-20', cond_source: 1 })
    expectTypeOf(reply).resolves.toEqualTypeOf<ListCardFiguresResponse>()
    const sample = {
      list: [
        {
          ref_date: '2026-11-02',
          card_id: 'pDEMOcard0000000000000000001',
          card_type: 3,
          view_cnt: 12,
          view_user: 9,
          receive_cnt: 5,
          receive_user: 5,
          verify_cnt: 2,
          verify_user: 2,
          given_cnt: 0,
          given_user: 0,
          expire_cnt: 0,
          expire_user: 0,
        },
      ],
    }
    expectTypeOf(sample).toExtend<ListCardFiguresResponse>()
  })

  test('lists over any time', () => {
    const request = { ...dates, cond_source: 0 } as const
    expectTypeOf(statistics.listAllSummary(request)).toEqualTypeOf<AsyncGenerator<CardFigures, void, undefined>>()
    expectTypeOf(statistics.listAllCards({ ...request, card_id: 'p1' })).toEqualTypeOf<
      AsyncGenerator<CardFiguresByCard, void, undefined>
    >()
    expectTypeOf(statistics.listAllMemberCards(request)).toEqualTypeOf<
      AsyncGenerator<MemberCardFigures, void, undefined>
    >()
    expectTypeOf(statistics.listAllMemberCardDetails({ ...dates, card_id: 'p1' })).toEqualTypeOf<
      AsyncGenerator<MemberCardDetail, void, undefined>
    >()
  })
})
