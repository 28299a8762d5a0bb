import Keyv from 'keyv'
import { describe, expect, test, vi } from 'vitest'
import { type KeyvLike, keyvCache } from '../../../src/cache/keyv.js'
import { cacheKey } from '../../../src/credentials/cached-credential.js'
import { InputError } from '../../../src/errors.js'
import { cachedValue, credentialWith, identity, longWait } from '../../support/credentials.js'

/** A store for Keyv that fails in what it is told to. */
function storeThatFails(...operations: ('get' | 'set' | 'delete')[]) {
  const entries = new Map<string, unknown>()
  const act =
    <Answer>(name: 'get' | 'set' | 'delete', answer: (key: string, value?: unknown) => Answer) =>
    async (key: string, value?: unknown): Promise<Answer> => {
      if (operations.includes(name)) throw new Error('the disk is full')
      return answer(key, value)
    }
  return {
    get: act('get', (key) => entries.get(key)),
    set: act('set', (key, value) => void entries.set(key, value)),
    delete: act('delete', (key) => entries.delete(key)),
    clear: async () => entries.clear(),
  }
}

describe('the cache on Keyv', () => {
  test('hands on keys, values and times as they are', async () => {
    const keyv: KeyvLike = {
      get: vi.fn(async () => 'value'),
      set: vi.fn(async () => true),
      delete: vi.fn(async () => true),
    }
    const cache = keyvCache(keyv)
    expect(await cache.get('key')).toBe('value')
    await cache.set('key', 'value', 1234)
    await cache.delete('key')
    expect([keyv.get, keyv.set, keyv.delete].map((each) => vi.mocked(each).mock.calls)).toEqual([
      [['key']],
      [['key', 'value', 1234]],
      [['key']],
    ])
  })

  test('has no lock', () => {
    expect(keyvCache(new Keyv())).not.toHaveProperty('lock')
  })

  test('lets two processes share a credential', async () => {
    const store = new Map()
    const [one, other] = [new Keyv({ store }), new Keyv({ store })].map((keyv) =>
      credentialWith({ adapter: keyvCache(keyv) }),
    )
    expect(await one?.credential.get(longWait)).toBe('token-1')
    expect(await other?.credential.get(longWait)).toBe('token-1')
    expect(other?.requests).toEqual([])
  })

  test('says when the store could not write, which Keyv tells only its listeners', async () => {
    const cache = keyvCache(new Keyv({ store: storeThatFails('set') }))
    await expect(cache.set('key', 'value', 1000)).rejects.toThrow('Keyv could not write')
  })

  test.each([['get'], ['set'], ['delete']] as const)(
    'breaks no call where the store fails in %s',
    async (operation) => {
      const keyv = new Keyv({ store: storeThatFails(operation) })
      const { credential } = credentialWith({ adapter: keyvCache(keyv) })
      expect(await credential.get(longWait)).toBe('token-1')
      expect(await credential.replace('token-1', 40001, longWait)).toBe('token-2')
      await credential.invalidate()
      expect(await credential.get(longWait)).toBe('token-3')
    },
  )

  test.each([
    ['a number', 7],
    ['an object', { value: 'x' }],
    ['bytes', Buffer.from('x')],
  ])('%s in its place is nothing', async (_, nonsense) => {
    const keyv = new Keyv()
    await keyv.set(cacheKey(identity), nonsense)
    const cache = keyvCache(keyv)
    const { credential } = credentialWith({ adapter: cache })
    expect(await credential.get(longWait)).toBe('token-1')
    expect(await cachedValue(cache)).toBe('token-1')
  })

  test.each([
    ['nothing', undefined],
    ['an address', 'sqlite://wechat.sqlite'],
    ['a Map, which knows no time', Object.assign(new Map(), { set: 1 })],
  ])('%s is no Keyv', (_, keyv) => {
    expect(() => keyvCache(keyv as never)).toThrow(InputError)
  })
})
