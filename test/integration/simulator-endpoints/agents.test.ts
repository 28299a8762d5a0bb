import { describe, expect, test } from 'vitest'
import type { AgentsApi, AgentsPaging, SubmitMerchantQualificationRequest } from '../../../src/api/agents.js'
import { InputError } from '../../../src/index.js'
import { caught, errcodeOf, openAccount } from '../../support/wire.js'

const NOW = 1_764_000_000

const papers = {
  register_capital: 10_000_000,
  business_license_media_id: 'MEDIA1',
  tax_registration_certificate_media_id: 'MEDIA2',
  last_quarter_tax_listing_media_id: 'MEDIA3',
}

const merchantPapers: SubmitMerchantQualificationRequest = {
  appid: 'wx00000000000000b2',
  name: 'Demo Cafe',
  logo_media_id: 'MEDIA4',
  business_license_media_id: 'MEDIA5',
  operator_id_card_media_id: 'MEDIA6',
  agreement_file_media_id: 'MEDIA7',
  primary_category_id: 1,
  secondary_category_id: 101,
}

/** A client with the platform's own token. */
function platform(options: Parameters<typeof openAccount>[0] = {}) {
  const opened = openAccount(
    { clock: { now: () => NOW * 1000 }, ...options },
    { accessToken: async () => opened.account.agents.issueToken() },
  )
  return { ...opened, agents: opened.wechat.agents as AgentsApi & AgentsPaging }
}

describe('on the wire', () => {
  test.each([
    [
      'submitQualification',
      'POST',
      '/cgi-bin/component/upload_card_agent_qualification',
      JSON.stringify(papers),
      { errcode: 0, errmsg: 'ok' },
    ],
    [
      'getQualification',
      'GET',
      '/cgi-bin/component/check_card_agent_qualification',
      undefined,
      { result: 'RESULT_NOTHING_TO_CHECK' },
    ],
    [
      'submitMerchantQualification',
      'POST',
      '/cgi-bin/component/upload_card_merchant_qualification',
      JSON.stringify({ ...merchantPapers, logo_meida_id: 'MEDIA4' }),
      { errcode: 0, errmsg: 'ok' },
    ],
    [
      'getMerchantQualification',
      'POST',
      '/cgi-bin/component/check_card_merchant_qualification',
      '{"appid":"wx00000000000000b2"}',
      { result: 'RESULT_PASS' },
    ],
    [
      'getMerchant',
      'POST',
      '/cgi-bin/component/get_card_merchant',
      '{"appid":"wx00000000000000b2"}',
      {
        appid: 'wx00000000000000b2',
        name: 'Demo Cafe',
        primary_category_id: 1,
        secondary_category_id: 101,
        submit_time: 1764000000,
        result: 'RESULT_PASS',
      },
    ],
    [
      'listMerchants',
      'POST',
      '/cgi-bin/component/batchget_card_merchant',
      '{"next_get":""}',
      { list: [{ appid: 'wx00000000000000b2' }], next_get: 'wx00000000000000b3' },
    ],
  ] as const)('%s', async (name, verb, target, body, reply) => {
    const { wechat, sent } = caught(reply)
    const method = wechat.agents[name] as (request?: object) => Promise<object>
    expect(await method(body === undefined ? undefined : JSON.parse(body))).toEqual(reply)
    const contentType = body === undefined ? null : 'application/json; charset=utf-8'
    expect(sent).toEqual([{ method: verb, target, contentType, body }])
  })

  test('capital in anything but whole cents is not sent', async () => {
    const { wechat, sent } = caught({})
    const submission = wechat.agents.submitQualification({ ...papers, register_capital: 100_000.5 })
    await expect(submission).rejects.toThrow(InputError)
    expect(sent).toEqual([])
  })
})

describe("a platform's qualification", () => {
  test('has nothing to check, is checked, and is accepted or rejected', async () => {
    const { account, agents } = platform({ review: 'manual' })
    expect(await agents.getQualification()).toMatchObject({ result: 'RESULT_NOTHING_TO_CHECK' })
    await agents.submitQualification(papers)
    expect(await agents.getQualification()).toMatchObject({ result: 'RESULT_CHECKING' })
    account.agents.decide(false)
    expect(await agents.getQualification()).toMatchObject({ result: 'RESULT_NOT_PASS' })
    await agents.submitQualification(papers)
    account.agents.decide(true)
    expect(await agents.getQualification()).toMatchObject({ result: 'RESULT_PASS' })
  })

  test('can be submitted again after a rejection only', async () => {
    const { account, agents } = platform({ review: 'manual' })
    await agents.submitQualification(papers)
    expect(await errcodeOf(agents.submitQualification(papers))).not.toBe(0)
    account.agents.decide(true)
    expect(await errcodeOf(agents.submitQualification(papers))).not.toBe(0)
  })

  test('is needed before a sub-merchant can be submitted', async () => {
    const { agents } = platform({ review: 'manual' })
    expect(await errcodeOf(agents.submitMerchantQualification(merchantPapers))).toBe(43014)
  })
})

describe('a sub-merchant with strong authorisation', () => {
  test('is submitted, reviewed, told of by an event, and read', async () => {
    const { account, agents } = platform({ review: 'manual' })
    await agents.submitQualification(papers)
    account.agents.decide(true)
    await agents.submitMerchantQualification(merchantPapers)
    const { appid } = merchantPapers
    expect(await agents.getMerchantQualification({ appid })).toMatchObject({ result: 'RESULT_CHECKING' })
    account.agents.decideMerchant(account.agents.get(appid), false, 'scan unreadable')
    expect(await agents.getMerchantQualification({ appid })).toMatchObject({ result: 'RESULT_NOT_PASS' })
    await agents.submitMerchantQualification(merchantPapers)
    account.agents.decideMerchant(account.agents.get(appid), true)
    expect(await agents.getMerchant({ appid })).toMatchObject({
      appid,
      name: 'Demo Cafe',
      primary_category_id: 1,
      secondary_category_id: 101,
      submit_time: NOW,
      result: 'RESULT_PASS',
    })
    expect(account.events).toMatchObject([
      { Event: 'card_merchant_auth_check_result', SubMerchantAppId: appid, IsPass: 0, Reason: 'scan unreadable' },
      { Event: 'card_merchant_auth_check_result', SubMerchantAppId: appid, IsPass: 1 },
    ])
  })

  test('is accepted under either spelling of its logo, and not without one', async () => {
    const { agents } = platform()
    await agents.submitQualification(papers)
    const { logo_media_id: _, ...withoutLogo } = merchantPapers
    const misspelt = { ...withoutLogo, logo_meida_id: 'MEDIA4' } as SubmitMerchantQualificationRequest
    expect(await errcodeOf(agents.submitMerchantQualification(misspelt))).toBe(0)
    const none = { ...withoutLogo, appid: 'wx00000000000000b3' } as SubmitMerchantQualificationRequest
    expect(await errcodeOf(agents.submitMerchantQualification(none))).toBe(41011)
  })

  test('that was never submitted has nothing to check, and cannot be read', async () => {
    const { agents } = platform()
    const stranger = { appid: 'wx00000000000000b9' }
    expect(await agents.getMerchantQualification(stranger)).toMatchObject({ result: 'RESULT_NOTHING_TO_CHECK' })
    const error = await agents.getMerchant(stranger).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ errcode: 40013, hint: expect.stringContaining('agents.listMerchants') })
  })

  test('listAllMerchants goes through all of them once', async () => {
    const { agents } = platform()
    await agents.submitQualification(papers)
    const appids = Array.from({ length: 45 }, (_, n) => `wx${String(n).padStart(16, '0')}`)
    for (const appid of appids) await agents.submitMerchantQualification({ ...merchantPapers, appid })
    const listed: string[] = []
    for await (const { appid } of agents.listAllMerchants()) listed.push(appid)
    expect(listed).toEqual(appids)
    expect((await agents.listMerchants({ next_get: '' })).list).toHaveLength(20)
  })
})

describe('tokens', () => {
  test("an account's token is of no use to any of the calls", async () => {
    const { wechat } = openAccount()
    const { agents } = wechat
    const codes = await Promise.all(
      [
        agents.submitQualification(papers),
        agents.getQualification(),
        agents.submitMerchantQualification(merchantPapers),
        agents.getMerchantQualification({ appid: 'wx00000000000000b2' }),
        agents.getMerchant({ appid: 'wx00000000000000b2' }),
        agents.listMerchants({ next_get: '' }),
      ].map(errcodeOf),
    )
    expect(codes).toEqual([61014, 61014, 61014, 61014, 61014, 61014])
  })

  test("a platform's token is of no use to the calls of an account", async () => {
    const { wechat } = platform()
    expect(await errcodeOf(wechat.cards.list({ offset: 0, count: 1 }))).toBe(61015)
  })

  test("a platform's token ends after two hours, and another is asked for", async () => {
    let issued = 0
    const opened = openAccount(
      {},
      {
        accessToken: async () => {
          issued++
          return { value: opened.account.agents.issueToken(), expiresInSeconds: 7200 }
        },
      },
    )
    await opened.wechat.agents.getQualification()
    const token = await opened.wechat.getAccessToken()
    opened.account.advance(7_200_000)
    expect(opened.account.agents.isToken(token)).toBe(true)
    await opened.wechat.agents.getQualification()
    expect(issued).toBe(2)
  })

  test('a token that is over is answered with 42001', async () => {
    const opened = openAccount({}, { accessToken: async () => token })
    const token = opened.account.agents.issueToken()
    expect(await errcodeOf(opened.wechat.agents.getQualification())).toBe(0)
    opened.account.advance(7_200_000)
    expect(await errcodeOf(opened.wechat.agents.getQualification())).toBe(42001)
  })
})

describe('a missing field', () => {
  test.each(Object.keys(papers))('%s of the platform', async (field) => {
    const { agents } = platform()
    const { [field as keyof typeof papers]: _, ...rest } = papers
    expect(await errcodeOf(agents.submitQualification(rest as typeof papers))).toBe(41011)
  })

  test.each(['appid', 'name', 'business_license_media_id', 'agreement_file_media_id', 'primary_category_id'] as const)(
    '%s of a sub-merchant',
    async (field) => {
      const { agents } = platform()
      await agents.submitQualification(papers)
      const { [field]: _, ...rest } = merchantPapers
      expect(await errcodeOf(agents.submitMerchantQualification(rest as SubmitMerchantQualificationRequest))).toBe(
        41011,
      )
    },
  )
})
