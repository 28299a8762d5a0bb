import { expect, test } from 'vitest'
import { ENDPOINTS } from '../../../../src/testing/endpoints/all.js'
import { SIMULATED_PATHS } from '../../../../src/testing/http/paths.js'

test('the paths that are listed are those of the endpoints', () => {
  const paths = Object.keys(ENDPOINTS).map((place) => /^\S+ ([^?]*)/.exec(place)?.[1])
  expect([...SIMULATED_PATHS]).toEqual([...new Set(paths)].sort())
})
