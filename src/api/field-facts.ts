// Facts about the fields of requests, and the search for the field that WeChat refused: too long, of another type.

import type { Finding } from '../transport/route.js'
import { describe, isObject } from '../validate.js'
import { lookingAt, pathsOf, placesOf } from './checks.js'

/** What a value is in JSON. `id` is digits, as a number or as text. */
type FieldType = 'text' | 'whole' | 'number' | 'flag' | 'object' | 'list' | 'texts' | 'id'

/** What WeChat's tables say of one field. */
export interface FieldFact {
  /** What it is in JSON. */
  readonly type: FieldType
  /** Most bytes of the text, or of each text of a list, in UTF-8: a Chinese character counts 3. */
  readonly bytes?: number | undefined
  /** Most characters, where WeChat is shown to count those. */
  readonly characters?: number | undefined
}

/** Facts by the path of their field, written as for {@link placesOf}. */
export type FieldFacts = Readonly<Record<string, FieldFact>>

/** Finds in a request what WeChat probably refused it for. */
export interface RowDiagnosis {
  (errcode: number, request: object): readonly Finding[]
  /** The fields at which it looks, written as for {@link placesOf}. */
  readonly paths?: readonly string[] | undefined
}

/** A text, with its most bytes where a page gives them. */
export const text = (bytes?: number): FieldFact => ({ type: 'text', bytes })

/** A text whose characters count, not its bytes. */
export const characters = (most: number): FieldFact => ({ type: 'text', characters: most })

/** A list of texts, with the most bytes of each. */
export const texts = (bytes?: number): FieldFact => ({ type: 'texts', bytes })

export const whole: FieldFact = { type: 'whole' }
export const flag: FieldFact = { type: 'flag' }
export const record: FieldFact = { type: 'object' }
export const list: FieldFact = { type: 'list' }
export const id: FieldFact = { type: 'id' }

/** The codes for a text that is too long, and for a value of another type. */
const TOO_LONG = 45021
const WRONG_TYPE = 47001

/**
 * Makes the search in requests whose fields are known: after `45021` for texts that are too long, after `47001` for
 * values of another type.
 */
export const diagnoseFields = (facts: FieldFacts): RowDiagnosis =>
  lookingAt(Object.keys(facts), (errcode: number, request: object) => {
    const look = errcode === TOO_LONG ? tooLong : errcode === WRONG_TYPE ? wrongType : undefined
    if (look === undefined) return []
    return Object.entries(facts).flatMap(([path, fact]) =>
      placesOf(request, path).flatMap(({ field, value }) => look(field, value, fact)),
    )
  })

/** Puts several searches into one. */
export const everyDiagnosis = (...searches: readonly RowDiagnosis[]): RowDiagnosis =>
  lookingAt(pathsOf(searches), (errcode: number, request: object) =>
    searches.flatMap((search) => search(errcode, request)),
  )

/** Puts the same facts under another path: `prefixed('card.*.', …)`. */
export const prefixed = (before: string, facts: FieldFacts): FieldFacts =>
  Object.fromEntries(Object.entries(facts).map(([path, fact]) => [before + path, fact]))

/** Addresses that an upload answered have outgrown the limits of their fields (reports-31). */
const UPLOADED = /^https?:\/\/mm(?:biz|ecoa)\.(?:qpic|qlogo)\.cn\//

function tooLong(field: string, value: unknown, fact: FieldFact): Finding[] {
  if (Array.isArray(value)) return value.flatMap((each, index) => tooLong(`${field}[${index}]`, each, fact))
  if (typeof value !== 'string' || UPLOADED.test(value)) return []
  const length = [...value].length
  const counted = (number: number): string => `${number} character${number === 1 ? '' : 's'}`
  if (fact.characters !== undefined && length > fact.characters) {
    const en = `${field} is ${counted(length)}: at most ${fact.characters}`
    return [{ en, zh: `${field} 有 ${length} 个字符，最多 ${fact.characters} 个` }]
  }
  const { bytes } = fact
  const size = Buffer.byteLength(value)
  if (bytes === undefined || size <= bytes) return []
  const chinese = Math.floor(bytes / 3)
  return [
    {
      en: `${field} is ${size} bytes (${counted(length)}): at most ${bytes} bytes (${chinese} Chinese characters)`,
      zh: `${field} 为 ${size} 字节（${length} 个字符），最多 ${bytes} 字节（${chinese} 个汉字）`,
    },
  ]
}

function wrongType(field: string, value: unknown, { type }: FieldFact): Finding[] {
  if (value === null || IS[type](value)) return []
  const [en, zh] = CALLED[type]
  return [{ en: `${field} must be ${en}, got ${describe(value)}`, zh: `${field} 应为${zh}，实际是${kindOf(value)}` }]
}

const IS: Readonly<Record<FieldType, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  whole: Number.isInteger,
  number: (value) => typeof value === 'number',
  flag: (value) => typeof value === 'boolean',
  object: (value) => isObject(value) && !(value instanceof Date),
  list: Array.isArray,
  texts: (value) => Array.isArray(value) && value.every((each) => typeof each === 'string'),
  id: (value) => Number.isInteger(value) || (typeof value === 'string' && /^\d+$/.test(value)),
}

const CALLED: Readonly<Record<FieldType, readonly [en: string, zh: string]>> = {
  text: ['text', '字符串'],
  whole: ['a whole number', '整数'],
  number: ['a number', '数字'],
  flag: ['true or false', '布尔值 true 或 false'],
  object: ['an object', '对象'],
  list: ['a list', '数组'],
  texts: ['a list of texts', '字符串数组'],
  id: ['digits, as a number or as text', '数字或由数字组成的字符串'],
}

/** What a value is, in Chinese. Never the value itself. */
export function kindOf(value: unknown): string {
  if (typeof value === 'string') return '字符串'
  if (typeof value === 'number') return Number.isInteger(value) ? '整数' : '小数'
  if (typeof value === 'boolean') return '布尔值'
  if (Array.isArray(value)) return '数组'
  if (value instanceof Date) return 'Date 对象'
  return value === undefined ? 'undefined' : value === null ? 'null' : '对象'
}
