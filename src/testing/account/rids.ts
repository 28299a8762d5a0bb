// Calls that failed, by the rid that their answers carried.
import type { GetRidResponse } from '../../api/account.js'
import type { SimulationContext } from './context.js'
import { refusal } from './refusal.js'

/** A call as it is shown to whoever asks for its rid. */
export type FailedCall = GetRidResponse['request']

/** A rid can be asked for so long. */
const KEPT_SECONDS = 7 * 86_400

/** Holds failed calls for seven days, the newest `keptRecords` of them. */
export class Rids {
  readonly #context: SimulationContext
  readonly #calls = new Map<string, FailedCall>()

  constructor(context: SimulationContext) {
    this.#context = context
  }

  keep(rid: string, call: FailedCall): void {
    this.#calls.set(rid, call)
    for (const oldest of this.#calls.keys()) {
      if (this.#calls.size <= this.#context.settings.keptRecords) break
      this.#calls.delete(oldest)
    }
  }

  /** The call: `76002` for what is no rid, `76001` for an unknown or an old one. */
  get(rid: string): FailedCall {
    if (!/^[\da-f]{8}-[\da-f]{8}-[\da-f]{8}$/i.test(rid))
      throw refusal(76002, 'rid is not three groups of eight hex digits')
    const call = this.#calls.get(rid.toLowerCase())
    if (call === undefined || this.#context.seconds() - call.invoke_time > KEPT_SECONDS)
      throw refusal(76001, 'rid is of no failed call of the last seven days')
    return call
  }
}
