// How long the texts of a request may be, and which of them are words of a list.
import { isObject } from '../../validate.js'
import type { SimulatorSettings } from '../account/options.js'
import { need } from '../account/refusal.js'
import type { Field, Fields } from './endpoint.js'

/** A field whose text has at most so many bytes in UTF-8: a Chinese character counts three. */
export const upTo = (most: number, field: Field): Field => ({ ...field, most })

/** A field whose text is one of these words. What is empty says nothing. */
export const among = (values: readonly string[], errcode: number, field: Field): Field => ({
  ...field,
  choices: { values, errcode },
})

/** Whether an upload answered with this address: WeChat's own addresses have outgrown the limit of the fields for them. */
const isUploaded = (url: string): boolean => /^https?:\/\/mm(?:biz|ecoa)\.(?:qpic|qlogo)\.cn\//.test(url)

/** Refuses texts that are too long, and words that stand on no list. The types have been checked. */
export function checkLimits(
  settings: Pick<SimulatorSettings, 'unknownValues'>,
  request: Readonly<Record<string, unknown>>,
  fields: Fields,
  path = '',
): void {
  for (const [name, { most, mostCharacters, choices, fields: members }] of Object.entries(fields)) {
    const value = request[name]
    if (value === undefined || value === null) continue
    if (most !== undefined || mostCharacters !== undefined || choices !== undefined) {
      for (const text of Array.isArray(value) ? value : [value]) {
        if (typeof text !== 'string') continue
        if (most !== undefined) needLength(text, most, path + name)
        if (mostCharacters !== undefined && text.length > mostCharacters) {
          const { length } = [...text]
          const reason = `${path}${name} has ${length} characters, and at most ${mostCharacters} are allowed`
          need(length <= mostCharacters, 45021, reason)
        }
        // Words of the cards' oldest lists have codes of their own, which WeChat is known to answer.
        const checked = choices !== undefined && (choices.errcode !== 47001 || settings.unknownValues === 'refused')
        if (checked && text !== '') {
          need(choices.values.includes(text), choices.errcode, oneOfText(path + name, text, choices.values))
        }
      }
    }
    if (members === undefined) continue
    for (const each of Array.isArray(value) ? value : [value]) {
      if (isObject(each)) checkLimits(settings, each, members, `${path}${name}.`)
    }
  }
}

/** Refuses one text that is too long. */
function needLength(text: string, most: number, field: string): void {
  if (text.length * 3 <= most || isUploaded(text)) return // no character has more than three bytes for each unit
  const bytes = Buffer.byteLength(text)
  need(bytes <= most, 45021, `${field} has ${bytes} bytes, and at most ${most} are allowed`)
}

const oneOfText = (field: string, text: string, values: readonly string[]): string =>
  `${field} is ${JSON.stringify(text.slice(0, 80))}, which is none of ${values.join(', ')}`
