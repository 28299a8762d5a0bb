// Advice of rows: what WeChat takes, although its pages advise against it or something else was probably meant.

import type { Advice } from '../transport/route.js'
import { isEncryptedCode, isObject } from '../validate.js'
import { placesOf } from './checks.js'

/** Lists what is advised about a request. */
export type RowAdvice = (request: object) => readonly Advice[]

/** Puts several pieces of advice into one. */
export const everyAdvice =
  (...pieces: readonly RowAdvice[]): RowAdvice =>
  (request) =>
    pieces.flatMap((advise) => advise(request))

/**
 * Gives a piece of advice about the values at some paths, written as those of {@link placesOf}.
 *
 * @param applies Called with every value that is there.
 */
export const adviseAt =
  (paths: readonly string[], message: string, applies: (value: unknown) => boolean): RowAdvice =>
  (request) =>
    paths
      .flatMap((path) => placesOf(request, path))
      .filter(({ value }) => applies(value))
      .map(({ field }) => ({ field, message }))

/**
 * Mini programs behind a card's buttons are named by their original id with `@app` after it (cards-83). What WeChat does
 * with another name no page says (cards-427).
 */
export const miniProgramUserNames = (...paths: readonly string[]): RowAdvice =>
  adviseAt(
    paths,
    'WeChat names a mini program here by its original id with @app after it, such as gh_0123456789ab@app; this is another name, and the link may lead nowhere',
    (value) => typeof value === 'string' && value !== '' && !value.endsWith('@app'),
  )

/** What does not look like an encrypted code. WeChat answers `40075` to what it cannot decrypt. */
export const encryptedCodeForm = (...paths: readonly string[]): RowAdvice =>
  adviseAt(
    paths,
    'this does not look like an encrypted code, which is base64 of whole blocks of 16 bytes: a plain code needs no decryption, and a blank in it stands where a + was lost in a link',
    (value) => typeof value === 'string' && !isEncryptedCode(value),
  )

/** The ways to activate a member card, in the order in which WeChat prefers them (activation-27). */
const ACTIVATION_MODES = ['auto_activate', 'activate_url', 'wx_activate']

/**
 * Several ways of activation on one card: WeChat takes one and ignores the others without a word. Its page advises one,
 * and its own sample has two (reports-56).
 *
 * @param path Where the card's body stands.
 */
export const activationModes =
  (path: string): RowAdvice =>
  (request) => {
    const body = path.split('.').reduce<unknown>((value, step) => (isObject(value) ? value[step] : undefined), request)
    if (!isObject(body)) return []
    const [preferred, ...ignored] = ACTIVATION_MODES.filter((mode) => Boolean(body[mode]))
    return ignored.map((mode) => ({
      field: `${path}.${mode}`,
      message: `WeChat ignores it beside ${preferred}: of several ways of activation it takes the first of auto_activate, activate_url and wx_activate, says nothing of the others, and is reported not to change it by an update`,
    }))
  }
