// How a phone does something: in the account as it is now, in which its user is known, and heard of by the merchant.
import { isObject } from '../../validate.js'
import type { SimulatedAccount } from '../account/account.js'
import type { SimulatedUser } from '../account/context.js'
import { Refusal } from '../account/refusal.js'
import { phoneFailure } from './failure.js'

/** What a phone is connected to. */
export interface PhoneNetwork {
  readonly account: () => SimulatedAccount
  /** Sends out what the merchant is to hear. */
  readonly flush: () => Promise<void>
}

/** Does something, under the name with which it fails. `given` is what the caller handed over: a promise in it is refused. */
export type PhoneAct = <Result>(
  call: string,
  given: readonly unknown[],
  act: (account: SimulatedAccount) => Result,
) => Promise<Result>

/** How one user's phone acts. */
export const actingFor =
  ({ account: present, flush }: PhoneNetwork, user: SimulatedUser): PhoneAct =>
  async (call, given, act) => {
    if (given.some(isPromise)) throw phoneFailure(call, '参数错误', 'got a promise: await is missing')
    const account = present()
    account.runDue()
    account.users.set(user.openid, user)
    account.messages.noteActivity(user.openid)
    try {
      return act(account)
    } catch (error) {
      if (error instanceof Refusal) {
        const { errcode, message, reason } = error
        throw phoneFailure(call, '参数错误', `${errcode} ${message}${reason === undefined ? '' : `: ${reason}`}`)
      }
      throw error
    } finally {
      await flush()
    }
  }

/** Whether a value is a promise, or a list of which one entry is: what a call without `await` hands over. */
function isPromise(value: unknown): boolean {
  if (Array.isArray(value)) return value.some((each) => !Array.isArray(each) && isPromise(each))
  return isObject(value) && typeof value.then === 'function'
}
