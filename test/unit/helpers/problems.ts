import { InputError, type InputProblem } from '../../../src/errors.js'

/** What an act is refused for; nothing when it succeeds. Any other error is thrown. */
export function problemsOf(act: () => unknown): readonly InputProblem[] {
  try {
    act()
  } catch (error) {
    if (error instanceof InputError) return error.problems
    throw error
  }
  return []
}
