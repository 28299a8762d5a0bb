// How a phone does something: in the account's present world, in which its user is known, and heard of by the merchant.
import type { SimulatedUser } from '../ground.js'
import { Refusal } from '../refusal.js'
import type { World } from '../world.js'
import { phoneFailure } from './failure.js'

/** What a phone is connected to. */
export interface PhoneNetwork {
  readonly world: () => World
  /** Sends out what the merchant is to hear. */
  readonly flush: () => Promise<void>
}

/** Does something, under the name with which it fails. */
export type PhoneAct = <Result>(call: string, act: (world: World) => Result) => Promise<Result>

/** How one user's phone acts. */
export const actingFor =
  ({ world: present, flush }: PhoneNetwork, user: SimulatedUser): PhoneAct =>
  async (call, act) => {
    const world = present()
    world.catchUp()
    world.users.set(user.openid, user)
    try {
      return act(world)
    } catch (error) {
      if (error instanceof Refusal) throw phoneFailure(call, '参数错误', `${error.errcode} ${error.message}`)
      throw error
    } finally {
      await flush()
    }
  }
