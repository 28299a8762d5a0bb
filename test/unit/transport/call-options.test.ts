import { describe, expect, test } from 'vitest'
import { problemsOfCallOptions } from '../../../src/transport/call-options.js'

describe('the options of a call', () => {
  test.each([
    [undefined],
    [{}],
    [{ signal: new AbortController().signal, totalTimeoutMs: 1, retry: false }],
    [{ totalTimeoutMs: 600_000, retry: true }],
    [{ signal: undefined, totalTimeoutMs: undefined, retry: undefined }],
  ])('are right: %o', (options) => {
    expect(problemsOfCallOptions(options)).toEqual([])
  })

  test.each([
    ['signal', new AbortController(), 'an AbortSignal'],
    ['totalTimeoutMs', 0, 'milliseconds, an integer from 1 to 600000'],
    ['totalTimeoutMs', 600_001, 'milliseconds, an integer from 1 to 600000'],
    ['totalTimeoutMs', 1.5, 'milliseconds, an integer from 1 to 600000'],
    ['retry', 'no', 'true or false'],
  ])('are refused by their name: %s', (name, value, expected) => {
    expect(problemsOfCallOptions({ [name]: value })).toMatchObject([{ field: `options.${name}`, expected }])
  })

  test('are refused where they are no object, or have a field that is unknown', () => {
    expect(problemsOfCallOptions(5)).toMatchObject([{ field: 'options' }])
    expect(problemsOfCallOptions({ timeout: 5 })).toMatchObject([{ field: 'options.timeout' }])
  })
})
