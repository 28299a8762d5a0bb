// A user's phone: the wallet, a card in the hand, and what fingers do with it.
import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { CardFace, CardTile, LiveCode } from './card.js'
import type { Connection } from './connection.js'
import { type Face, faceOf, inWallet, isUsable, yuan } from './faces.js'
import { type FormAnswers, FormFields } from './form.js'
import { ActionButton, Dialog, Field, usePage } from './ui.js'
import type { ActivationForm, CardOnWire, CodeOnWire, StateOnWire, UserOnWire } from './wire.js'

/** More cards of one wallet than this are not drawn. */
const MOST_CARDS = 60

type Asked =
  | { readonly what: 'claim'; readonly card: CardOnWire }
  | { readonly what: 'scan' }
  | {
      readonly what: 'open' | 'activate' | 'give' | 'pay' | 'redeem' | 'delete'
      readonly card: CardOnWire
      readonly copy: CodeOnWire
    }
  | { readonly what: 'opened'; readonly page: string }

/** One phone. */
export function PhoneView(props: { readonly user: UserOnWire; readonly state: StateOnWire }): VNode {
  const { user, state } = props
  const { t } = usePage()
  const [asked, setAsked] = useState<Asked>()
  const close = (): void => setAsked(undefined)
  const cards = new Map(state.cards.map((card) => [card.cardId, card]))
  const held = state.codes.filter((copy) => copy.openid === user.openid && inWallet(copy)).reverse()
  const shown = held.slice(0, MOST_CARDS)
  const gifts = state.gifts.filter(({ from, to }) => from !== user.openid && (to === undefined || to === user.openid))
  return (
    <section class="phone" data-phone={user.openid} aria-label={`${t('wallet')} ${user.openid}`}>
      <header>
        <span class="camera" aria-hidden="true" />
        <h3>{user.openid}</h3>
        <button type="button" class="button plain small" data-action="scan" onClick={() => setAsked({ what: 'scan' })}>
          {t('scan')}
        </button>
      </header>
      <div class="screen">
        {gifts.length > 0 && <Gifts gifts={gifts} cards={cards} openid={user.openid} />}
        {held.length === 0 && <p class="quiet">{t('emptyWallet')}</p>}
        {shown.map((copy) => {
          const card = cards.get(copy.cardId)
          return (
            card && (
              <CardTile
                key={`${copy.cardId} ${copy.code}`}
                card={card}
                copy={copy}
                onOpen={() => setAsked({ what: 'open', card, copy })}
              />
            )
          )
        })}
        {held.length > shown.length && (
          <p class="quiet">
            {held.length - shown.length} {t('moreCards')}
          </p>
        )}
        {state.invoices
          .filter(({ openid }) => openid === user.openid)
          .map(({ code, title, fee, status }) => (
            <article key={code} class="invoice" data-invoice={code}>
              <strong>
                {t('invoice')} · {title}
              </strong>
              <span>¥{yuan(fee)}</span>
              <span class="quiet">{status.replace('INVOICE_REIMBURSE_', '')}</span>
            </article>
          ))}
        <Offers state={state} onClaim={(card) => setAsked({ what: 'claim', card })} />
      </div>
      {asked && <Asking asked={asked} openid={user.openid} state={state} ask={setAsked} onClose={close} />}
    </section>
  )
}

function Offers(props: { readonly state: StateOnWire; readonly onClaim: (card: CardOnWire) => void }): VNode | null {
  const { t } = usePage()
  const offered = props.state.cards.filter(({ status }) => /VERIFY_OK|DISPATCH/.test(status)).slice(-8)
  if (offered.length === 0) return null
  return (
    <div class="offers">
      {offered.map((card) => {
        const { title, brand } = faceOf(card)
        return (
          <button
            key={card.cardId}
            type="button"
            class="button plain small"
            data-action="claim"
            data-offer={card.cardId}
            onClick={() => props.onClaim(card)}
          >
            {t('claim')}: {brand} {title}
          </button>
        )
      })}
    </div>
  )
}

function Gifts(props: {
  readonly gifts: StateOnWire['gifts']
  readonly cards: ReadonlyMap<string, CardOnWire>
  readonly openid: string
}): VNode {
  const { connection, t } = usePage()
  return (
    <ul class="gifts" aria-label={t('gifts')}>
      {props.gifts.map((gift) => {
        const { cardId, code, from } = gift
        const card = props.cards.get(cardId)
        return (
          <li key={`${cardId} ${code}`}>
            <span>
              {from}: {card ? faceOf(card).title : cardId}
            </span>
            <ActionButton name="take" kind="primary" act={() => connection.phone(props.openid, 'takeCard', gift)}>
              {t('take')}
            </ActionButton>
          </li>
        )
      })}
    </ul>
  )
}

function Asking(props: {
  readonly asked: Asked
  readonly openid: string
  readonly state: StateOnWire
  readonly ask: (asked: Asked | undefined) => void
  readonly onClose: () => void
}): VNode {
  const { asked, openid, state, onClose, ask } = props
  const { connection, t } = usePage()
  switch (asked.what) {
    case 'scan':
      return <ScanDialog openid={openid} state={state} onClose={onClose} />
    case 'claim': {
      const face = faceOf(asked.card)
      return (
        <Dialog
          title={t('claimCard')}
          onClose={onClose}
          confirm={{ text: t('claim'), act: () => claim(connection, openid, asked.card) }}
        >
          <CardFace face={face} card={asked.card} />
          <Texts face={face} />
        </Dialog>
      )
    }
    case 'open':
      return <OpenedCard {...asked} ask={ask} onClose={onClose} />
    case 'opened':
      return (
        <Dialog title={t('fromWalletOpened')} onClose={onClose}>
          <code class="address">{asked.page}</code>
        </Dialog>
      )
    case 'activate':
      return <ActivationDialog {...asked} ask={ask} onClose={onClose} />
    case 'give':
      return <GiveDialog {...asked} state={state} onClose={onClose} />
    case 'pay':
      return <PayDialog {...asked} onClose={onClose} />
    case 'redeem':
      return <RedeemDialog {...asked} onClose={onClose} />
    default:
      return (
        <Dialog
          title={t('deleteCard')}
          onClose={onClose}
          confirm={{
            text: t('delete'),
            danger: true,
            act: () => connection.phone(openid, 'deleteCard', idOf(asked.copy)),
          }}
        >
          <CardFace face={faceOf(asked.card)} card={asked.card} copy={asked.copy} />
        </Dialog>
      )
  }
}

/** Takes a card as from a QR code that the merchant printed. */
async function claim(connection: Connection, openid: string, { cardId }: CardOnWire): Promise<void> {
  const { url } = await connection.act('printQrCode', { cardId })
  await connection.phone(openid, 'scan', url)
}

const idOf = ({ cardId, code }: CodeOnWire): { cardId: string; code: string } => ({ cardId, code })

function Texts(props: { readonly face: Face }): VNode {
  const { t } = usePage()
  const rows = [
    [t('prerogative'), props.face.prerogative],
    [t('notice'), props.face.notice],
    [t('details'), props.face.description],
  ].filter(([, text]) => text !== '')
  return (
    <dl class="texts">
      {rows.map(([name, text]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  )
}

interface InHand {
  readonly card: CardOnWire
  readonly copy: CodeOnWire
  readonly onClose: () => void
}

function OpenedCard(props: InHand & { readonly ask: (asked: Asked) => void }): VNode {
  const { card, copy, ask } = props
  const { connection, t } = usePage()
  const face = faceOf(card)
  const usable = isUsable(copy)
  const next = (what: 'activate' | 'give' | 'pay' | 'redeem' | 'delete') => (): void => ask({ what, card, copy })
  const fromWallet = async (): Promise<void> => {
    const opened = await connection.phone(copy.openid, 'activateFromWallet', idOf(copy))
    const { url, userName, path, query } = opened as Readonly<Record<string, unknown>>
    const page = String(url ?? `${String(userName)} ${String(path)} ${JSON.stringify(query)}`)
    // The dialog closes when its task has ended: the next one comes after it.
    setTimeout(() => ask({ what: 'opened', page }))
  }
  return (
    <Dialog title={`${face.brand} · ${face.title}`} onClose={props.onClose} wide>
      <div data-card={card.cardId}>
        <CardFace face={face} card={card} copy={copy} />
        <LiveCode copy={copy} face={face} />
        <div class="deeds">
          {face.isMemberCard && usable && !copy.active && (
            <>
              <button type="button" class="button primary" data-action="activate" onClick={next('activate')}>
                {t('activate')}
              </button>
              <ActionButton name="activate-from-wallet" act={fromWallet}>
                {t('fromWallet')}
              </ActionButton>
            </>
          )}
          {usable && (
            <>
              <button type="button" class="button plain" data-action="pay" onClick={next('pay')}>
                {t('pay')}
              </button>
              <button type="button" class="button plain" data-action="redeem" onClick={next('redeem')}>
                {t('redeem')}
              </button>
            </>
          )}
          {usable && face.canGive && (
            <button type="button" class="button plain" data-action="give" onClick={next('give')}>
              {t('give')}
            </button>
          )}
          <button type="button" class="button plain" data-action="delete" onClick={next('delete')}>
            {t('delete')}
          </button>
        </div>
        {face.entries.length > 0 && (
          <ul class="entries">
            {face.entries.map(({ name, tip, target }) => (
              <li key={name}>
                <strong>{name}</strong> <span class="quiet">{tip}</span>
                <code title={t('jump')}>{target}</code>
              </li>
            ))}
          </ul>
        )}
        <Texts face={face} />
      </div>
    </Dialog>
  )
}

function ScanDialog(props: {
  readonly openid: string
  readonly state: StateOnWire
  readonly onClose: () => void
}): VNode {
  const { connection, t } = usePage()
  const [url, setUrl] = useState(props.state.qrCodes.at(-1)?.url ?? '')
  return (
    <Dialog
      title={t('scan')}
      onClose={props.onClose}
      confirm={{ text: t('claim'), act: () => connection.phone(props.openid, 'scan', url.trim()) }}
    >
      <Field
        label={t('scanAddress')}
        name="url"
        value={url}
        onInput={setUrl}
        required
        list={props.state.qrCodes.map(({ url: address }) => address)}
      />
    </Dialog>
  )
}

function ActivationDialog(props: InHand & { readonly ask: (asked: Asked) => void }): VNode {
  const { card, copy } = props
  const { connection, t } = usePage()
  const [answers, setAnswers] = useState<FormAnswers>({})
  const [leaves, setLeaves] = useState(false)
  // What the component shows: a form, or nothing to fill in where it was sent before.
  const [asked, setAsked] = useState<{
    readonly url: string
    readonly form?: ActivationForm | undefined
    readonly refused?: string
  }>()
  useEffect(() => {
    const ask = async (): Promise<void> => {
      const { url } = await connection.act<{ url: string }>('activationUrl', { cardId: card.cardId })
      try {
        const { form } = await connection.act<{ form?: ActivationForm }>('activationForm', {
          user: { openid: copy.openid },
          url,
        })
        setAsked({ url, form })
      } catch (error) {
        setAsked({ url, refused: (error as Error).message })
      }
    }
    void ask()
  }, [card.cardId, copy.openid, connection])
  const send = async (): Promise<void> => {
    const brought = await connection.phone<unknown>(copy.openid, 'openActivationPage', asked?.url, answers, undefined, {
      leavesAfterForm: leaves,
    })
    if (typeof brought === 'string') setTimeout(() => props.ask({ what: 'opened', page: brought }))
  }
  if (asked?.form === undefined) {
    return (
      <Dialog title={t('activate')} onClose={props.onClose}>
        <p>{asked?.refused ?? (asked ? t('noForm') : '…')}</p>
      </Dialog>
    )
  }
  return (
    // A dialog of its own: it takes the focus when the form is there.
    <Dialog key="form" title={t('activateTitle')} onClose={props.onClose} confirm={{ text: t('activate'), act: send }}>
      <FormFields form={asked.form} answers={answers} onChange={setAnswers} />
      <label class="check">
        <input type="checkbox" checked={leaves} onChange={(event) => setLeaves(event.currentTarget.checked)} />
        {t('leaveAfterForm')}
      </label>
    </Dialog>
  )
}

function GiveDialog(props: InHand & { readonly state: StateOnWire }): VNode {
  const { copy, state } = props
  const { connection, t } = usePage()
  const [to, setTo] = useState('')
  const give = (): Promise<unknown> =>
    connection.phone(copy.openid, 'giveCard', idOf(copy), to === '' ? {} : { friend: { openid: to } })
  return (
    <Dialog title={t('giveTo')} onClose={props.onClose} confirm={{ text: t('give'), act: give }}>
      <label class="field">
        <span>{t('holder')}</span>
        <select name="friend" value={to} onChange={(event) => setTo(event.currentTarget.value)}>
          <option value="">{t('anybody')}</option>
          {state.users
            .filter(({ openid }) => openid !== copy.openid)
            .map(({ openid }) => (
              <option key={openid} value={openid}>
                {openid}
              </option>
            ))}
        </select>
      </label>
    </Dialog>
  )
}

/** Yuan as typed, in cents. */
const centsOf = (typed: string): number => Math.round(Number(typed) * 100)

function PayDialog(props: InHand): VNode {
  const { connection, t } = usePage()
  const [amount, setAmount] = useState('30')
  const pay = (): Promise<unknown> =>
    connection.phone(props.copy.openid, 'pay', idOf(props.copy), { fee: centsOf(amount) })
  return (
    <Dialog title={t('pay')} onClose={props.onClose} confirm={{ text: t('pay'), act: pay }}>
      <Field label={t('payAmount')} name="amount" value={amount} onInput={setAmount} required />
    </Dialog>
  )
}

function RedeemDialog(props: InHand): VNode {
  const { connection, t } = usePage()
  const [amount, setAmount] = useState('')
  const [verifyCode, setVerifyCode] = useState('')
  const redeem = (): Promise<unknown> =>
    connection.phone(props.copy.openid, 'redeem', idOf(props.copy), {
      ...(amount !== '' && { amount: centsOf(amount) }),
      ...(verifyCode !== '' && { verifyCode }),
    })
  return (
    <Dialog title={t('redeem')} onClose={props.onClose} confirm={{ text: t('redeem'), act: redeem }}>
      <Field label={t('verifyText')} name="verify-code" value={verifyCode} onInput={setVerifyCode} />
      <Field label={t('redeemAmount')} name="amount" value={amount} onInput={setAmount} />
    </Dialog>
  )
}
