import { describe, expect, test } from 'vitest'
import { WeChatCardClient } from '../../../src/index.js'
import { createSimulator } from '../../../src/testing/index.js'

/** What the product's status says of each path. */
const CLOSED = [
  ['GET', '/card/pay/activate', 73207],
  ['GET', '/card/pay/getcoinsinfo', 73207],
  ['POST', '/card/pay/getorder', 73207],
  ['POST', '/card/pay/getorderlist', 73207],
  ['POST', '/card/pay/recharge', 73206],
  ['POST', '/card/pay/getpayprice', 73208],
  ['POST', '/card/pay/confirm', 73208],
  ['POST', '/card/code/mark', 73205],
  ['POST', '/card/mkt/activity/create', 73215],
  ['POST', '/card/paygiftmembercard/add', 40179],
  ['POST', '/card/paygiftmembercard/delete', 40179],
  ['POST', '/card/paygiftmembercard/get', 40179],
  ['POST', '/card/paygiftcard/update', 40179],
  ['POST', '/card/luckymoney/updateuserbalance', 45103],
] as const

describe('what WeChat has closed', () => {
  test.each(CLOSED)('%s %s is answered with %i, and explained', async (method, path, errcode) => {
    const wechat = new WeChatCardClient(createSimulator({ mode: 'legacy' }).clientOptions())
    const call = wechat.call({ method, path, effect: 'read' }, method === 'GET' ? {} : { card_id: 'p1', quantity: 1 })
    await expect(call).rejects.toMatchObject({
      errcode,
      endpoint: `${method} ${path}`,
      outcome: 'rejected',
      category: 'permission',
      hint: expect.stringMatching(/\w{4,}/),
    })
  })

  test('is checked for its token and its method first, as everything is', async () => {
    const simulator = createSimulator()
    const reply = await simulator.fetch('https://api.weixin.qq.com/card/pay/confirm', { method: 'POST', body: '{}' })
    expect(await reply.json()).toMatchObject({ errcode: 41001 })
    const wechat = new WeChatCardClient(simulator.clientOptions())
    const call = wechat.call({ method: 'GET', path: '/card/pay/confirm', effect: 'read' })
    await expect(call).rejects.toMatchObject({ errcode: 43002 })
  })
})
