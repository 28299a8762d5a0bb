// The doctor's steps at the merchant's callback address: what WeChat does when it is set up, and one test event.
import { createSimulator } from '../testing/index.js'
import type { Finding } from './finding.js'

/** A callback address and what is known about it. */
export interface CallbackUnderTest {
  readonly url: string
  readonly appId: string
  readonly token: string | undefined
  readonly aesKey: string | undefined
}

/** An event that nobody handles: receivers answer it with `success` and do nothing. */
const TEST_EVENT = 'wechat_card_sdk_test'

/** Calls the address as WeChat would. */
export async function checkCallback(
  { url, appId, token, aesKey }: CallbackUnderTest,
  found: (finding: Finding) => void,
): Promise<void> {
  if (!token) {
    const remedy = 'Set WECHAT_TOKEN to the token of the callback, and WECHAT_AES_KEY to its EncodingAESKey.'
    found({ step: 'Callback', result: 'skipped', finding: 'its token is not known', remedy })
    return
  }
  const simulator = createSimulator({ appId })
  const target = simulator.pushTo(url, { token, encodingAESKey: aesKey || undefined })
  const verified = await target.verify()
  found({
    step: 'Callback address',
    result: verified ? 'good' : 'bad',
    finding: verified ? 'answers the signed GET with its echostr' : 'does not answer the signed GET with its echostr',
    remedy: verified
      ? undefined
      : 'Check that the address can be reached, the token is the same on both sides, and the answer is the echostr alone (EventReceiver.verifyUrl).',
  })
  if (!verified) return
  simulator.emit({ Event: TEST_EVENT, FromUserName: 'oDOCTOR0000000000000000000000' }, { unknown: true })
  await simulator.settled()
  target.stop()
  const report = simulator.pushes.at(-1)
  const accepted = report?.outcome === 'accepted' || report?.outcome === 'replied'
  found({
    step: 'Callback event',
    result: accepted ? 'good' : 'bad',
    finding: accepted
      ? `accepts a signed ${aesKey ? 'and encrypted ' : ''}event within 5 s`
      : `does not accept a signed event: ${report?.reason ?? 'no answer'}`,
    remedy: accepted
      ? undefined
      : 'Check the AppID and the EncodingAESKey on both sides, and that the raw body reaches EventReceiver.receive. The answer must be empty or success, within 5 s.',
  })
}
