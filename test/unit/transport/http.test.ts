import { describe, expect, test } from 'vitest'
import { addressOf, networkError, timeoutError } from '../../../src/transport/http.js'

describe('an address', () => {
  test.each([
    ['https://api.weixin.qq.com', 'https:', 'api.weixin.qq.com', '', ''],
    ['https://api.weixin.qq.com/', 'https:', 'api.weixin.qq.com', '', ''],
    ['http://127.0.0.1:8080/wechat/api', 'http:', '127.0.0.1', '8080', '/wechat/api'],
    ['http://[::1]:8080', 'http:', '::1', '8080', ''], // Node looks for a host, which has no brackets
  ])('%s is taken apart', (baseUrl, protocol, hostname, port, path) => {
    expect(addressOf(baseUrl)).toEqual({ baseUrl, protocol, hostname, port, path })
  })
})

describe('a failure says how far it came', () => {
  test.each([
    [networkError('ECONNREFUSED', true, undefined), 'no connection (ECONNREFUSED)'],
    [networkError(undefined, true, undefined), 'no connection'],
    [networkError('ECONNRESET', false, undefined), 'the connection failed (ECONNRESET)'],
    [networkError('ECONNRESET', false, 200), 'the answer broke off (ECONNRESET)'],
    [timeoutError(5000, undefined), 'timed out after 5000 ms, before an answer began'],
    [timeoutError(5000, undefined, true), 'timed out after 5000 ms, before a connection was up'],
    [timeoutError(5000, 200), 'timed out after 5000 ms, in the middle of the answer'],
  ])('%s', ({ message }, expected) => {
    expect(message).toBe(expected)
  })
})
