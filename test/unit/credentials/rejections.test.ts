import { describe, expect, test } from 'vitest'
import { Rejections } from '../../../src/credentials/rejections.js'

describe('refused values', () => {
  test('a value that nobody refused is allowed', () => {
    const rejections = new Rejections()
    expect(rejections.isRejected('a')).toBe(false)
    expect(rejections.get('a')).toBeUndefined()
    expect(rejections.pending).toBeUndefined()
  })

  test('a refused value is forbidden, with what was said about it', () => {
    const rejections = new Rejections()
    rejections.add('a', 40001)
    expect(rejections.isRejected('a')).toBe(true)
    expect(rejections.get('a')).toEqual({ errcode: 40001, allowedAt: undefined })
    expect(rejections.isRejected('b')).toBe(false)
  })

  test('it is allowed again when its issuer insists, until it is refused again', () => {
    const rejections = new Rejections()
    rejections.add('a', 42001)
    expect(rejections.allowAgain('a', 7)).toEqual({ errcode: 42001, allowedAt: undefined })
    expect(rejections.isRejected('a')).toBe(false)
    expect(rejections.get('a')?.allowedAt).toBe(7)
    rejections.add('a', undefined)
    expect(rejections.isRejected('a')).toBe(true)
  })

  test('nobody can insist on a value that was not refused', () => {
    const rejections = new Rejections()
    expect(rejections.allowAgain('a', 7)).toBeUndefined()
    expect(rejections.get('a')).toBeUndefined()
  })

  test('the latest one waits for an answer until a value is obtained', () => {
    const rejections = new Rejections()
    rejections.add('a', undefined)
    rejections.add('b', undefined)
    expect(rejections.pending).toBe('b')
    rejections.clearPending()
    expect(rejections.pending).toBeUndefined()
    expect(rejections.isRejected('b')).toBe(true)
  })

  test('ten are remembered, the latest ones', () => {
    const rejections = new Rejections()
    for (let number = 1; number <= 12; number++) rejections.add(`value-${number}`, undefined)
    rejections.add('value-3', undefined)
    rejections.add('value-13', undefined)
    const expected = [5, 6, 7, 8, 9, 10, 11, 12, 3, 13].map((number) => `value-${number}`)
    expect([...rejections.values()]).toEqual(expected)
  })

  test('what was listed once does not grow with later ones', () => {
    const rejections = new Rejections()
    rejections.add('a', undefined)
    const before = rejections.values()
    rejections.add('b', undefined)
    expect([...before]).toEqual(['a'])
  })
})
