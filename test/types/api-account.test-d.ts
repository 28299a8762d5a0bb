import { describe, expectTypeOf, test } from 'vitest'
import type { RateLimit, ServerAddresses } from '../../src/api/account.js'
import type { WeChatCardClient } from '../../src/index.js'

declare const wechat: WeChatCardClient
const { account } = wechat

describe('what must not compile', () => {
  test('addresses of something', () => {
    // @ts-expect-error: there is nothing to say
    account.getApiAddresses({ host: 'api.weixin.qq.com' })
  })

  test('requests that say too little', () => {
    // @ts-expect-error: whose?
    account.clearQuota()
    // @ts-expect-error: whose?
    account.clearQuota({})
    // @ts-expect-error: of which endpoint?
    account.getQuota({})
    // @ts-expect-error: of which endpoint?
    account.clearApiQuota({ path: '/card/create' })
    // @ts-expect-error: which call?
    account.getRid('65a1b2c3-0a0b0c0d-11223344')
  })

  test('requests that say too much', () => {
    // @ts-expect-error: the client adds both
    account.clearQuotaWithSecret({ appid: 'wx00000000000000a1', appsecret: 'x' })
    // @ts-expect-error: options come second
    account.getCallbackAddresses({ totalTimeoutMs: 1000 })
  })
})

describe('what must compile', () => {
  test('the samples of the specification', () => {
    account.clearQuota({ appid: 'wx00000000000000a1' })
    account.clearQuotaWithSecret()
    account.clearQuotaWithSecret({}, { retry: false })
    account.clearApiQuota({ cgi_path: '/channels/ec/product/get' })
    account.getQuota({ cgi_path: '/card/create' })
    account.getRid({ rid: '65a1b2c3-0a0b0c0d-11223344' })
    expectTypeOf(account.getCallbackAddresses()).resolves.toEqualTypeOf<ServerAddresses>()
    expectTypeOf(account.getApiAddresses({}, { totalTimeoutMs: 1000 })).resolves.toEqualTypeOf<ServerAddresses>()
  })

  test('what may be missing in a reply', async () => {
    const { quota, rate_limit } = await account.getQuota({ cgi_path: '/card/create' })
    expectTypeOf(quota.remain).toBeNumber()
    expectTypeOf(rate_limit).toEqualTypeOf<RateLimit | undefined>()
    const { request } = await account.getRid({ rid: 'x' })
    expectTypeOf(request.response_body).toBeString()
  })
})
