// The phone's own dialogs over a developer's page: what the user is asked when the page calls `wx`.
import { render, type VNode } from 'preact'
import { useState } from 'preact/hooks'
import { CardFace, LiveCode } from './card.js'
import { Connection } from './connection.js'
import { faceOf } from './faces.js'
import { type FormAnswers, FormFields, fieldsOfForm } from './form.js'
import { type Language, say, type Word } from './language.js'
import styles from './parts.css'
import { Dialog, PageContext } from './ui.js'
import type { ActivationForm, CardOnWire, CodeOnWire } from './wire.js'

/** What the component shows: a form to fill in, or the card when there is none to fill in. */
interface ComponentPage {
  readonly cardId?: string
  readonly form?: ActivationForm
}

/** The dialogs of one user's phone. */
export interface PhoneDialogs {
  /** Asks whether these cards are taken. */
  claim(cardIds: readonly string[]): Promise<boolean>
  /** Shows cards of the wallet. */
  show(cards: readonly { readonly cardId: string; readonly code: string }[]): Promise<void>
  /** Lets choose among entries; `undefined` when the user leaves. */
  choose(title: Word, entries: readonly object[]): Promise<readonly object[] | undefined>
  /** Lets the form be filled in; `undefined` when the user leaves. */
  activate(page: object): Promise<FormAnswers | undefined>
  /** Says something. */
  tell(text: string): Promise<void>
}

/** Opens dialogs for a user, or with `auto` answers them as somebody who agrees with everything. */
export function phoneDialogs(controls: string, openid: string, auto: boolean): PhoneDialogs {
  const connection = new Connection(controls)
  const language: Language = /^zh/i.test(navigator.language) ? 'zh' : 'en'

  /** Draws a dialog until it calls `done`. */
  async function open<Answer>(draw: (done: (answer: Answer) => void) => VNode): Promise<Answer> {
    if (!document.adoptedStyleSheets.includes(sheet())) document.adoptedStyleSheets.push(sheet())
    const place = document.createElement('div')
    place.className = 'wechat-simulator'
    document.body.append(place)
    try {
      return await new Promise<Answer>((resolve) => {
        render(
          <PageContext.Provider value={{ language, connection, tell: (text) => window.alert(text) }}>
            {draw(resolve)}
          </PageContext.Provider>,
          place,
        )
      })
    } finally {
      render(null, place)
      place.remove()
    }
  }

  const cardsOf = async (cardIds: readonly string[]): Promise<CardOnWire[]> => {
    const { cards } = await connection.view<{ cards: readonly CardOnWire[] }>('state')
    return cardIds.flatMap((id) => cards.filter(({ cardId }) => cardId === id))
  }

  return {
    async claim(cardIds) {
      if (auto) return true
      const cards = await cardsOf(cardIds)
      return await open<boolean>((done) => (
        <Dialog
          title={say(language, 'claimCard')}
          onClose={() => done(false)}
          confirm={{ text: say(language, 'claim'), act: async () => done(true) }}
        >
          {cards.map((card) => (
            <div key={card.cardId} data-card={card.cardId}>
              <CardFace face={faceOf(card)} card={card} />
            </div>
          ))}
        </Dialog>
      ))
    },
    async show(wanted) {
      if (auto) return
      const { cards, codes } = await connection.view<{ cards: readonly CardOnWire[]; codes: readonly CodeOnWire[] }>(
        'state',
      )
      const held = wanted.flatMap(({ cardId, code }) => {
        const card = cards.find((each) => each.cardId === cardId)
        const copy = codes.find((each) => each.cardId === cardId && each.code === code && each.openid === openid)
        return card && copy ? [{ card, copy }] : []
      })
      await open<void>((done) => (
        <Dialog title={say(language, 'wallet')} onClose={() => done()}>
          {held.map(({ card, copy }) => (
            <div key={copy.code} data-card={card.cardId}>
              <CardFace face={faceOf(card)} card={card} copy={copy} />
              <LiveCode copy={copy} face={faceOf(card)} />
            </div>
          ))}
        </Dialog>
      ))
    },
    async choose(title, entries) {
      if (auto) return entries
      return await open<readonly object[] | undefined>((done) => (
        <Chooser title={title} entries={entries} language={language} done={done} />
      ))
    },
    async activate(page) {
      const { cardId, form } = page as ComponentPage
      if (form === undefined)
        return auto
          ? {}
          : await open((done) => <Activation form={undefined} done={done} language={language} card={undefined} />)
      if (auto) return answersOf(form)
      const [card] = await cardsOf(cardId === undefined ? [] : [cardId])
      return await open((done) => <Activation form={form} card={card} done={done} language={language} />)
    },
    async tell(text) {
      if (auto) return
      await open<void>((done) => (
        <Dialog title={say(language, 'wentWrong')} onClose={() => done()}>
          <p>{text}</p>
        </Dialog>
      ))
    },
  }
}

/** Made once, when the first dialog opens. A constructed sheet needs no permission of the page's security policy. */
let made: CSSStyleSheet | undefined
function sheet(): CSSStyleSheet {
  if (made === undefined) {
    made = new CSSStyleSheet()
    made.replaceSync(styles)
  }
  return made
}

function Activation(props: {
  readonly form: ActivationForm | undefined
  readonly card: CardOnWire | undefined
  readonly language: Language
  readonly done: (answers: FormAnswers | undefined) => void
}): VNode {
  const [answers, setAnswers] = useState<FormAnswers>({})
  return (
    <Dialog
      title={say(props.language, 'activateTitle')}
      onClose={() => props.done(undefined)}
      confirm={{ text: say(props.language, 'activate'), act: async () => props.done(answers) }}
    >
      {props.card && <CardFace face={faceOf(props.card)} card={props.card} />}
      <FormFields form={props.form} answers={answers} onChange={setAnswers} />
    </Dialog>
  )
}

function Chooser(props: {
  readonly title: Word
  readonly entries: readonly object[]
  readonly language: Language
  readonly done: (entries: readonly object[] | undefined) => void
}): VNode {
  const { entries } = props
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set(entries.keys()))
  const toggle = (index: number): void => {
    const next = new Set(chosen)
    if (!next.delete(index)) next.add(index)
    setChosen(next)
  }
  return (
    <Dialog
      title={say(props.language, props.title)}
      onClose={() => props.done(undefined)}
      confirm={{ act: async () => props.done(entries.filter((_, index) => chosen.has(index))) }}
    >
      {entries.length === 0 && <p>{say(props.language, 'noneToChoose')}</p>}
      {entries.map((entry, index) => {
        const { card_id: cardId } = entry as { card_id?: string }
        return (
          <label key={`${cardId} ${index}`} class="check" data-choice={cardId}>
            <input type="checkbox" checked={chosen.has(index)} onChange={() => toggle(index)} />
            {cardId}
          </label>
        )
      })}
    </Dialog>
  )
}

/** What somebody types who fills in what is required. */
const SAMPLES: Readonly<Record<string, string>> = {
  USER_FORM_INFO_FLAG_MOBILE: '13800138000',
  USER_FORM_INFO_FLAG_NAME: '林小满',
  USER_FORM_INFO_FLAG_BIRTHDAY: '1990-01-01',
  USER_FORM_INFO_FLAG_EMAIL: 'lin@example.com',
}

const answersOf = (form: ActivationForm): FormAnswers =>
  Object.fromEntries(
    fieldsOfForm(form)
      .filter(({ required }) => required)
      .map(({ name, choices }) => [name, choices?.[0] ?? SAMPLES[name] ?? '测试']),
  )
