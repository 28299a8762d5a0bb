// Turns an event's strings into numbers, booleans and times, without loss: what cannot be one is refused, not guessed.
import { InputError } from '../errors.js'
import { asText, describe, isObject } from '../validate.js'
import type { CardEventOf } from './types.js'

/**
 * Reads an integer, such as `ModifyBonus` or `Fee`. An empty or missing field is `undefined`, never 0.
 *
 * @throws An {@link InputError}: the text is no integer, or a number cannot hold it exactly (beyond ±(2⁵³−1)).
 */
export function readInteger(value: string | undefined): number | undefined {
  if (isAbsent(value)) return undefined
  const number = /^[+-]?\d+$/.test(asText(value)) ? Number(value) : Number.NaN
  if (!Number.isSafeInteger(number)) throw unreadable('readInteger', 'an integer that a number holds exactly', value)
  return number
}

/**
 * Reads a boolean, written as `1` and `0` or as `true` and `false`. An empty or missing field is `undefined`.
 *
 * @throws An {@link InputError}: the text is something else.
 */
export function readBoolean(value: string | undefined): boolean | undefined {
  if (isAbsent(value)) return undefined
  if (value === '1' || value === 'true') return true
  if (value === '0' || value === 'false') return false
  throw unreadable('readBoolean', '"1", "0", "true" or "false"', value)
}

/**
 * Reads a time, such as `CreateTime` or `PayFinishTime`, from seconds since 1970. An empty or missing field is `undefined`.
 *
 * @throws An {@link InputError}: the text is no number of seconds.
 */
export function readTime(value: string | undefined): Date | undefined {
  if (isAbsent(value)) return undefined
  if (!/^\d{1,11}$/.test(asText(value))) throw unreadable('readTime', 'seconds since 1970', value)
  return new Date(Number(value) * 1000)
}

/**
 * Reads the channel (`outer_str`) of a claim under both its spellings. `undefined` when none was set.
 *
 * @throws An {@link InputError}: that is no event.
 */
export function readOuterStr(event: Pick<CardEventOf<'user_get_card'>, 'OuterStr' | 'OutetStr'>): string | undefined {
  if (!isObject(event)) throw noEvent('readOuterStr', event)
  return event.OuterStr || event.OutetStr || undefined
}

/**
 * Reads how a code was redeemed, without the parentheses that old messages have around it.
 *
 * @throws An {@link InputError}: that is no event, or one without `ConsumeSource`.
 */
export function readConsumeSource(
  event: Pick<CardEventOf<'user_consume_card'>, 'ConsumeSource'>,
): CardEventOf<'user_consume_card'>['ConsumeSource'] {
  if (!isObject(event)) throw noEvent('readConsumeSource', event)
  const { ConsumeSource } = event
  if (typeof ConsumeSource !== 'string')
    throw unreadable('readConsumeSource', 'a string', ConsumeSource, 'event.ConsumeSource')
  return ConsumeSource.replace(/^\((.*)\)$/, '$1')
}

const isAbsent = (value: string | undefined): value is undefined | '' => value === undefined || value === ''

const unreadable = (subject: string, expected: string, value: unknown, field = 'value'): InputError =>
  new InputError(subject, [{ field, expected, received: describe(value) }])

const noEvent = (subject: string, value: unknown): InputError => unreadable(subject, 'an event', value, 'event')
