// Decryption of the codes that wx.addCard and wx.chooseCard bring: one code, or a whole card list in order.
import type { CodesApi } from '../api/codes.js'
import { monotonicNow } from '../clock.js'
import { InputError, type InputProblem, WeChatCardError } from '../errors.js'
import { readEncryptCode } from '../helpers/encrypt-code.js'
import type { CallOptions } from '../transport/route.js'
import { describe, isObject, text, throwIfInvalid, validate } from '../validate.js'
import { unusableAnswer } from './unusable-answer.js'

/** One entry of what `wx.addCard` brings. */
export interface AddedCard {
  /** Id of the card. */
  readonly cardId: string
  /** Encrypted. */
  readonly code?: string | undefined
  /** What the card was offered with, unchanged. Not read. */
  readonly cardExt?: string | undefined
  /** `false`: the phone did not add it. Its entry is then answered with `ok: false`, and nothing is sent for it. */
  readonly isSuccess?: boolean | undefined
}

/** One entry of what `wx.chooseCard` brings, inside its JSON string. */
export interface ChosenCard {
  /** Id of the card. */
  readonly card_id: string
  /** Encrypted code. */
  readonly encrypt_code: string
  /** The account that owns the card. Not read. */
  readonly app_id?: string | undefined
}

/** A card list as the phone hands it over: an array or the JSON text of one, also inside of all that `wx` answered. */
export type EncryptedCardList =
  | string
  | ReadonlyArray<AddedCard | ChosenCard>
  | {
      /** The list itself. */
      readonly cardList: string | ReadonlyArray<AddedCard | ChosenCard>
      /** Such as `addCard:ok`. Not read. */
      readonly errMsg?: string | undefined
    }

/** What became of one entry: the card's code, or why there is none. */
export type DecryptedCard =
  | {
      /** There is a code. */
      readonly ok: true
      /** Id of the card. */
      readonly cardId: string
      /** The plain code. */
      readonly code: string
    }
  | {
      /** There is none. */
      readonly ok: false
      /** Id of the card. */
      readonly cardId: string
      /** Why: the phone did not add the card, or its code could not be decrypted. */
      readonly error: WeChatCardError
    }

/** More entries than any phone sends; each costs a request. */
const MOST_CARDS = 20

/** Printable ASCII. WeChat appends garbage to the code when an encrypted one was only partly URL-decoded. */
const CODE = /^[ -~]{1,64}$/

/** Turns one encrypted code into the code of the card. */
export async function decryptCode(
  decrypt: CodesApi['decrypt'],
  encryptCode: string,
  options?: CallOptions,
): Promise<string> {
  const read = readEncryptCode('encryptCode', encryptCode)
  if (typeof read !== 'string') throw new InputError('decryptCode', [read])
  return await decryptRead(decrypt, read, options)
}

async function decryptRead(decrypt: CodesApi['decrypt'], encrypt_code: string, options?: CallOptions): Promise<string> {
  const started = monotonicNow()
  const { code } = await decrypt({ encrypt_code }, options)
  if (typeof code === 'string' && CODE.test(code)) return code
  throw unusableAnswer('POST /card/code/decrypt', 'the code in the answer is not printable text', started)
}

/** Turns every entry of a card list into a code, all at once, and keeps their order. */
export async function decryptCardList(
  decrypt: CodesApi['decrypt'],
  cardList: EncryptedCardList,
  options?: CallOptions,
): Promise<DecryptedCard[]> {
  const cards = readCardList(cardList)
  return await Promise.all(
    cards.map(async ({ cardId, encryptCode }, index): Promise<DecryptedCard> => {
      if (encryptCode === undefined) return { ok: false, cardId, error: notAdded(index) }
      try {
        return { ok: true, cardId, code: await decryptRead(decrypt, encryptCode, options) }
      } catch (error) {
        if (WeChatCardError.is(error)) return { ok: false, cardId, error }
        throw error // the caller's own abort
      }
    }),
  )
}

/** One entry, in whichever form it came. */
interface EncryptedCard {
  /** Id of the card. */
  readonly cardId: string
  /** Without the encoding of a URL. Missing when the phone says that the card was not added. */
  readonly encryptCode: string | undefined
}

/** Reads all forms of a list. Everything wrong with it is found before the first code is sent. */
function readCardList(cardList: unknown): EncryptedCard[] {
  const given = parsed(cardList)
  const entries = isObject(given) && 'cardList' in given ? parsed(given.cardList) : given
  if (!Array.isArray(entries) || entries.length > MOST_CARDS) {
    const expected = `an array of at most ${MOST_CARDS} cards, its JSON text, or what wx.addCard answered with one in it`
    throw new InputError('decryptCardList', [{ field: 'cardList', expected, received: describe(entries) }])
  }
  const problems: InputProblem[] = []
  // Array.from: the methods of an array leave out its holes.
  const cards = Array.from(entries, (entry: unknown, index) => readCard(entry, `cardList[${index}]`, problems))
  throwIfInvalid('decryptCardList', problems)
  return cards
}

/** What a text is the JSON of; anything else as it is. */
function parsed(json: unknown): unknown {
  if (typeof json !== 'string') return json
  try {
    return JSON.parse(json)
  } catch {
    return json
  }
}

function readCard(entry: unknown, field: string, problems: InputProblem[]): EncryptedCard {
  if (!isObject(entry)) {
    problems.push({ field, expected: '{ cardId, code } or { card_id, encrypt_code }', received: describe(entry) })
    return { cardId: '', encryptCode: undefined }
  }
  const [idName, codeName] = 'card_id' in entry ? ['card_id', 'encrypt_code'] : ['cardId', 'code']
  problems.push(...validate(`${field}.${idName}`, entry[idName], text))
  const cardId = entry[idName] as string // checked, or the list is refused
  if (entry.isSuccess === false) return { cardId, encryptCode: undefined }
  const encryptCode = readEncryptCode(`${field}.${codeName}`, entry[codeName])
  if (typeof encryptCode === 'string') return { cardId, encryptCode }
  problems.push(encryptCode)
  return { cardId, encryptCode: undefined }
}

const notAdded = (index: number): InputError =>
  new InputError('decryptCardList', [
    { field: `cardList[${index}].isSuccess`, expected: 'true: the phone did not add this card', received: 'false' },
  ])
