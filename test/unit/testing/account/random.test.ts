import { describe, expect, test } from 'vitest'
import { ALPHABET, seededRandom } from '../../../../src/testing/account/random.js'

const numbersOf = (seed: string, count: number): number[] => {
  const random = seededRandom(seed)
  return Array.from({ length: count }, () => random.next())
}

describe('random values', () => {
  test('the same seed brings the same sequence, another seed another', () => {
    expect(numbersOf('seed', 100)).toEqual(numbersOf('seed', 100))
    expect(numbersOf('seed', 100)).not.toEqual(numbersOf('seed2', 100))
  })

  test('two sources do not disturb each other', () => {
    const [one, other] = [seededRandom('seed'), seededRandom('seed')]
    for (let i = 0; i < 10; i++) other.next()
    expect(Array.from({ length: 5 }, () => one.next())).toEqual(numbersOf('seed', 5))
  })

  test('numbers lie from 0 up to 1 and are spread evenly', () => {
    const numbers = numbersOf('even', 100_000)
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true)
    const tenths = Array.from({ length: 10 }, (_, at) => numbers.filter((n) => Math.floor(n * 10) === at).length)
    // 10 000 are expected in each; 500 are more than five standard deviations.
    for (const count of tenths) expect(Math.abs(count - 10_000)).toBeLessThan(500)
  })

  test('seeds that differ in one letter have nothing in common', () => {
    const firsts = new Set(Array.from({ length: 1_000 }, (_, at) => seededRandom(`seed${at}`).next()))
    expect(firsts.size).toBe(1_000)
  })

  test('texts have the length and the letters that were asked for', () => {
    const random = seededRandom('texts')
    expect(random.text(0, ALPHABET.id)).toBe('')
    expect(random.text(1_000, ALPHABET.digits)).toMatch(/^\d{1000}$/)
    expect(random.text(1_000, ALPHABET.hex)).toMatch(/^[\da-f]{1000}$/)
    const letters = new Set(random.text(10_000, ALPHABET.id))
    expect(letters).toEqual(new Set(ALPHABET.id))
  })

  test('bytes take every value', () => {
    const bytes = seededRandom('bytes').bytes(10_000)
    expect(bytes).toHaveLength(10_000)
    expect(new Set(bytes).size).toBe(256)
  })
})
