import { describe, expect, test } from 'vitest'
import { sha1OfSorted } from '../../../../src/testing/account/digest.js'

const APPENDIX = 'ojZ8YtyVyr30HheH3CM73y7h4jJE'
const WECHATPY = 'sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg'

describe('the digest under all signatures', () => {
  test.each([
    [
      'JS-SDK.html, appendix 4',
      [APPENDIX, '1404896688', '123', 'pjZ8Yt1XGILfi-FUsewpnnolGgZk', '1434008071'],
      'f137ab68b7f8112d20ee528ab6074564e2796250',
    ],
    [
      'wechatpy, with code and openid',
      [WECHATPY, '1414587457', 'Wm3WZYTPz0wzccnW', 'random_card_id', 'random_code', 'random_openid'],
      '950dc1842852457ea573d4d6af34879c1ec093c8',
    ],
    [
      'the URL check of the message push page',
      ['AAAAA', '1714036504', '1514711492'],
      'f464b24fc39322e44b38aa78f5edd27bd1441696',
    ],
    ['chanxuehong', ['token1234567890', '1458864389', '2066297436'], 'f9c725922f6844701ba71e98031978e40023c09f'],
  ])('agrees with the published example: %s', (_, values, digest) => {
    expect(sha1OfSorted(values)).toBe(digest)
    expect(sha1OfSorted(values.toReversed())).toBe(digest)
  })
})
