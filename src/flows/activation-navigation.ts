// From a card to the parameters that open WeChat's activation component.
import type { MembersApi } from '../api/members.js'
import type { CacheAdapter } from '../cache/adapter.js'
import { monotonicNow } from '../clock.js'
import { ACTIVATION_APP_ID, type ActivationNavigation, readActivateUrl } from '../helpers/activation.js'
import type { CallOptions } from '../transport/route.js'
import { anyText, checkObject, optional, text } from '../validate.js'
import { unusableAnswer } from './unusable-answer.js'

/** Whose activation is wanted. */
export interface ActivationNavigationRequest {
  /** The member card. */
  cardId: string
  /** Channel: comes back in the claim event and in the queries of the code. */
  outerStr?: string | undefined
}

/** The link holds nothing of a user. WeChat publishes no lifetime, so it is not kept for long. */
const KEPT_MS = 5 * 60_000

/** Fetches a card's activation link, or takes the one that was `kept`, and reads it. */
export async function getActivationNavigation(
  getActivationUrl: MembersApi['getActivationUrl'],
  kept: CacheAdapter,
  request: ActivationNavigationRequest,
  options?: CallOptions,
): Promise<ActivationNavigation> {
  checkObject('getActivationNavigation', request, { cardId: text, outerStr: optional(anyText) })
  const { cardId, outerStr = '' } = request
  const key = JSON.stringify([cardId, outerStr])
  const known = await kept.get(key)
  if (known) return toNavigation(known, monotonicNow())
  const started = monotonicNow()
  const { url } = await getActivationUrl({ card_id: cardId, ...(outerStr && { outer_str: outerStr }) }, options)
  const navigation = toNavigation(url, started)
  await kept.set(key, url, KEPT_MS)
  return navigation
}

/** A link that cannot be read is WeChat's fault here, and its host is WeChat's affair. */
function toNavigation(url: string, started: number): ActivationNavigation {
  const extraData = readActivateUrl(url)
  if (!Array.isArray(extraData)) return { appId: ACTIVATION_APP_ID, extraData, url }
  const reasons = extraData.map(({ field, expected, received }) => `${field} must be ${expected}, got ${received}`)
  const what = `the link in the answer cannot be read: ${reasons.join('; ')}`
  throw unusableAnswer('POST /card/membercard/activate/geturl', what, started)
}
