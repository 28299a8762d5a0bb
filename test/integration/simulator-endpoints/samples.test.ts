import { describe, expect, test } from 'vitest'
import { groupRoutes } from '../../../src/api/groups.js'
import { ApiError } from '../../../src/index.js'
import type { Route } from '../../../src/transport/route.js'
// Every sample body of the specification, as text: what is sent, what comes back.
import samples from '../../fixtures/samples.json' with { type: 'json' }
import { caught } from '../../support/wire.js'

interface Sample {
  readonly method: string
  readonly request?: string
  readonly reply?: string
}

const SAMPLES: readonly Sample[] = samples

type Methods = Readonly<Record<string, Readonly<Record<string, (request?: object) => Promise<object>>>>>

/** Calls a method by its name, with this reply on the way back. */
function call({ method, request = '{}', reply = '{"errcode":0,"errmsg":"ok"}' }: Sample) {
  const { wechat, sent } = caught(JSON.parse(reply))
  const [group = '', name = ''] = method.split('.')
  const route = (groupRoutes as Readonly<Record<string, Readonly<Record<string, Route>>>>)[group]?.[name]
  const answer = (wechat as unknown as Methods)[group]?.[name]?.(JSON.parse(request))
  return { answer, sent, route }
}

describe('a sample request leaves byte for byte as it is written', () => {
  test.each(SAMPLES.filter(({ request }) => request))('$method $request', async (sample) => {
    const { answer, sent, route } = call(sample)
    await Promise.allSettled([answer])
    const contentType = 'application/json; charset=utf-8'
    expect(sent).toEqual([{ method: 'POST', target: route?.path, contentType, body: sample.request }])
  })
})

describe('a sample reply arrives as it is written', () => {
  test.each(SAMPLES.filter(({ reply }) => reply))('$method $reply', async (sample) => {
    const reply = JSON.parse(sample.reply ?? '')
    const { answer } = call(sample)
    if (reply.errcode) {
      await expect(answer).rejects.toThrow(ApiError)
      await expect(answer).rejects.toMatchObject({ errcode: reply.errcode, outcome: 'rejected' })
    } else {
      expect(await answer).toEqual(reply)
    }
  })
})
