import { expect, test } from 'vitest'
import { createNonce } from '../../../src/helpers/nonce.js'

test('a nonce is 32 letters and digits, and never the same', () => {
  const nonces = Array.from({ length: 10_000 }, createNonce)
  expect(nonces.filter((nonce) => !/^[A-Za-z0-9]{32}$/.test(nonce))).toEqual([])
  expect(new Set(nonces).size).toBe(nonces.length)
})
