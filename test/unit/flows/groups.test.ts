import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { groupRoutes } from '../../../src/api/groups.js'
import { bindGroups } from '../../../src/flows/groups.js'
import { InputError, WeChatCardClient } from '../../../src/index.js'
import type { Route } from '../../../src/transport/route.js'

/** What was made for each row, by the name that stack traces show. */
function bound() {
  const made = new Map<string | undefined, Route>()
  const groups = bindGroups((route, name) => {
    made.set(name, route)
    return async () => ({})
  })
  return { made, groups }
}

const ROWS = Object.entries<Readonly<Record<string, Route>>>(groupRoutes).flatMap(([group, table]) =>
  Object.entries(table).map(([method, route]) => [`${group}.${method}`, route] as const),
)

describe('the groups', () => {
  test('make every row once, under the name of its method', () => {
    expect([...bound().made]).toEqual(ROWS)
  })

  test('are own properties that can be enumerated, and so are their methods', () => {
    const { groups } = bound()
    expect(Object.keys(groups)).toEqual(Object.keys(groupRoutes))
    for (const [group, table] of Object.entries(groupRoutes)) {
      const methods = groups[group as keyof typeof groupRoutes]
      expect(Object.keys(methods)).toEqual(expect.arrayContaining(Object.keys(table)))
    }
  })

  test('look at a picture before it is uploaded', async () => {
    const sent: unknown[] = []
    const { media } = bindGroups(() => async (...given: unknown[]) => {
      sent.push(given)
      return { url: 'http://mmbiz.qpic.cn/a' }
    })
    await expect(media.uploadImage({ file: new Uint8Array([1]), filename: 'a.gif' })).rejects.toThrow(InputError)
    expect(sent).toEqual([])
    const options = { totalTimeoutMs: 5000 }
    const jpeg = { file: new Uint8Array([0xff, 0xd8, 0xff]), filename: 'logo' }
    expect(await media.uploadImage(jpeg, options)).toEqual({ url: 'http://mmbiz.qpic.cn/a' })
    expect(sent).toEqual([[{ file: expect.objectContaining({ type: 'image/jpeg' }), filename: 'logo' }, options]])
  })
})

describe('a client', () => {
  const wechat = new WeChatCardClient({ appId: 'wx00000000000000a1', appSecret: 'c0ffee00c0ffee00c0ffee00c0ffee00' })

  test('has the groups and nothing else to be enumerated, as a copy has', () => {
    expect(Object.keys({ ...wechat })).toEqual(Object.keys(groupRoutes))
  })

  test('is printed with its AppID alone', () => {
    expect(inspect(wechat)).toBe("WeChatCardClient { appId: 'wx00000000000000a1' }")
    expect(inspect(wechat, { customInspect: false, depth: 9, showHidden: true })).not.toContain('c0ffee')
    expect(JSON.stringify(wechat)).toBe('{"appId":"wx00000000000000a1"}')
  })
})
