import { describe, expect, test } from 'vitest'
import type { MembersApi } from '../../../src/api/members.js'
import { memoryCache } from '../../../src/cache/memory.js'
import { InputError, TransportError } from '../../../src/errors.js'
import { getActivationNavigation } from '../../../src/flows/activation-navigation.js'
import { stoppedClock } from '../../support/credentials.js'

const MINUTE = 60_000
const link = (channel: string): string =>
  `https://mp.weixin.qq.com/bizmall/activatemembercard?action=preactivate&encrypt_card_id=a%2Bb&outer_str=${channel}&biz=MzI%3D#wechat_redirect`

/** WeChat with its answer to every request, and the cache of a client. */
function weChat(answer: (channel: string) => string = link) {
  const clock = stoppedClock()
  const kept = memoryCache({ maxEntries: 10, clock })
  const asked: unknown[] = []
  const getActivationUrl: MembersApi['getActivationUrl'] = async (request, options) => {
    asked.push(options === undefined ? request : [request, options])
    return { errcode: 0, errmsg: 'ok', url: answer(request.outer_str ?? '') }
  }
  const open = (request: unknown, options?: object) =>
    getActivationNavigation(getActivationUrl, kept, request as never, options)
  return { clock, asked, open }
}

const failure = async (promise: Promise<unknown>): Promise<unknown> => await promise.catch((reason: unknown) => reason)

describe('getActivationNavigation', () => {
  test('asks for the link of the card and channel, and answers with what opens the component', async () => {
    const { asked, open } = weChat()
    const options = { totalTimeoutMs: 5000 }
    expect(await open({ cardId: 'pCard', outerStr: 'shop' }, options)).toEqual({
      appId: 'wxeb490c6f9b154ef9',
      extraData: { encrypt_card_id: 'a+b', outer_str: 'shop', biz: 'MzI=' },
      url: link('shop'),
    })
    expect(asked).toEqual([[{ card_id: 'pCard', outer_str: 'shop' }, options]])
  })

  test.each([
    ['no channel', { cardId: 'pCard' }],
    ['an empty one', { cardId: 'pCard', outerStr: '' }],
  ])('sends no channel for %s', async (_, request) => {
    const { asked, open } = weChat()
    await open(request)
    expect(asked).toEqual([{ card_id: 'pCard' }])
  })

  test('keeps a link for five minutes, each card and channel by itself', async () => {
    const { clock, asked, open } = weChat()
    const first = await open({ cardId: 'pCard' })
    expect(await open({ cardId: 'pCard' })).toEqual(first)
    expect(asked).toHaveLength(1)
    await open({ cardId: 'pCard', outerStr: 'shop' })
    await open({ cardId: 'pOther' })
    expect(asked).toHaveLength(3)
    clock.advance(5 * MINUTE - 1)
    await open({ cardId: 'pCard' })
    expect(asked).toHaveLength(3)
    clock.advance(1)
    await open({ cardId: 'pCard' })
    expect(asked).toHaveLength(4)
  })

  test('says of a link that cannot be read what is missing, and does not keep it', async () => {
    const { asked, open } = weChat(() => 'https://mp.weixin.qq.com/bizmall/activatemembercard?action=preactivate')
    for (let time = 1; time <= 2; time++) {
      const error = await failure(open({ cardId: 'pCard' }))
      expect(error).toBeInstanceOf(TransportError)
      expect(error).toMatchObject({ code: 'ERR_RESPONSE', endpoint: 'POST /card/membercard/activate/geturl' })
      expect(String(error)).toMatch(/cannot be read: encrypt_card_id must be .*; biz must be .*, got undefined/)
      expect(asked).toHaveLength(time)
    }
  })

  test('refuses what names no card before anything is asked', async () => {
    const { asked, open } = weChat()
    const error = await failure(open({ card_id: 'pCard', outerStr: 7 }))
    expect(error).toBeInstanceOf(InputError)
    expect(String(error)).toMatch(/^InputError: getActivationNavigation: /)
    expect((error as InputError).problems.map(({ field }) => field)).toEqual(
      expect.arrayContaining(['cardId', 'outerStr']),
    )
    expect(asked).toEqual([])
  })
})
