import { describe, expect, test } from 'vitest'
import { memoryCache } from '../../../src/cache/memory.js'
import type { Acquired } from '../../../src/credentials/acquire.js'
import { SingleFlight } from '../../../src/credentials/single-flight.js'

const acquired = (value: string): Acquired => ({
  credential: { value, obtainedAt: 0, expiresAt: 7200_000 },
  issued: true,
})
const pending = (): Promise<Acquired> => new Promise(() => {})

describe('a flight is under way', () => {
  test('for all who share cache object, key and issuer', () => {
    const cache = memoryCache()
    const flight = new SingleFlight(cache, 'key', 'issuer').start(pending)
    expect(new SingleFlight(cache, 'key', 'issuer').underWay).toBe(flight)
  })

  test('for nobody with another cache object, key or issuer', () => {
    const cache = memoryCache()
    void new SingleFlight(cache, 'key', 'issuer').start(pending)
    expect(new SingleFlight(memoryCache(), 'key', 'issuer').underWay).toBeUndefined()
    expect(new SingleFlight(cache, 'other', 'issuer').underWay).toBeUndefined()
    expect(new SingleFlight(cache, 'key', 'other').underWay).toBeUndefined()
  })

  test('until it has brought something', async () => {
    const flights = new SingleFlight(memoryCache(), 'key', undefined)
    await expect(flights.start(async () => acquired('TOKEN'))).resolves.toEqual(acquired('TOKEN'))
    expect(flights.underWay).toBeUndefined()
  })

  test('until it has failed', async () => {
    const flights = new SingleFlight(memoryCache(), 'key', undefined)
    await expect(flights.start(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused')
    expect(flights.underWay).toBeUndefined()
  })
})
