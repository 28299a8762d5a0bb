// What can be done beside the phones: time, tokens, reviews, faults, push targets, and a look at stock and books.
import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { faceOf, yuan } from './faces.js'
import { permissionLabel } from './language.js'
import { ActionButton, Dialog, Field, usePage } from './ui.js'
import type { StateOnWire } from './wire.js'

/** All controls. */
export function Controls(props: { readonly state: StateOnWire }): VNode {
  const { t } = usePage()
  const { state } = props
  return (
    <section class="controls" aria-label={t('controls')}>
      <Time state={state} />
      <Faults state={state} />
      <Targets state={state} />
      <Account state={state} />
      <Cards state={state} />
      <Books state={state} />
    </section>
  )
}

const HOUR_MS = 3_600_000

function Time(props: { readonly state: StateOnWire }): VNode {
  const { connection, t } = usePage()
  const { now, timers } = props.state
  const [asking, setAsking] = useState(false)
  const steps = [
    ['5', 'minutes', 300_000],
    ['1', 'hours', HOUR_MS],
    ['1', 'days', 24 * HOUR_MS],
  ] as const
  const next = timers[0]
  return (
    <div class="panel" data-panel="time">
      <h3>{t('time')}</h3>
      <p>
        <time data-field="now" dateTime={new Date(now).toISOString()}>
          {new Date(now).toLocaleString('zh-CN', { hour12: false })}
        </time>
      </p>
      <div class="line">
        {steps.map(([count, unit, ms]) => (
          <ActionButton key={unit} name={`advance-${unit}`} act={() => connection.act('advance', { ms })}>
            {t('advance')} {count} {t(unit)}
          </ActionButton>
        ))}
      </div>
      <p class="quiet">
        {next
          ? `${t('nextDue')}: ${next.what} · ${new Date(next.dueAt).toLocaleString('zh-CN', { hour12: false })}`
          : t('nothingDue')}
      </p>
      {next && (
        <ActionButton
          name="advance-due"
          act={() => connection.act('advance', { ms: Math.max(next.dueAt - now, 0) + 1 })}
        >
          {t('advance')} → {next.what}
        </ActionButton>
      )}
      <div class="line">
        <ActionButton name="revoke-tokens" act={() => connection.act('revokeTokens')}>
          {t('revoke')}
        </ActionButton>
        <button type="button" class="button danger" data-action="reset" onClick={() => setAsking(true)}>
          {t('reset')}
        </button>
      </div>
      {asking && (
        <Dialog
          title={t('reset')}
          onClose={() => setAsking(false)}
          confirm={{ text: t('reset'), danger: true, act: () => connection.act('reset') }}
        >
          <p>{t('resetAll')}</p>
        </Dialog>
      )}
    </div>
  )
}

type FaultKind = 'errcode' | 'status' | 'delayMs' | 'reset'

function Faults(props: { readonly state: StateOnWire }): VNode {
  const { connection, t } = usePage()
  const [paths, setPaths] = useState<readonly string[]>([])
  const [path, setPath] = useState('')
  const [kind, setKind] = useState<FaultKind>('errcode')
  const [value, setValue] = useState('-1')
  const [times, setTimes] = useState('1')
  useEffect(() => {
    void connection.view<{ paths?: readonly string[] }>('endpoints').then((answer) => setPaths(answer.paths ?? []))
  }, [connection])
  const add = (): Promise<unknown> =>
    connection.act('addFault', {
      ...(path.trim() !== '' && { path: path.trim() }),
      [kind]: kind === 'reset' ? true : Number(value),
      times: Number(times),
    })
  const kinds = [
    ['errcode', 'errcode'],
    ['status', 'httpStatus'],
    ['delayMs', 'delay'],
    ['reset', 'connectionReset'],
  ] as const
  return (
    <div class="panel" data-panel="faults">
      <h3>{t('faults')}</h3>
      <Field
        label={t('endpoint')}
        name="fault-path"
        value={path}
        onInput={setPath}
        list={paths}
        placeholder="/card/code/get"
      />
      <label class="field">
        <span>{t('kindOfFault')}</span>
        <select name="fault-kind" value={kind} onChange={(event) => setKind(event.currentTarget.value as FaultKind)}>
          {kinds.map(([each, word]) => (
            <option key={each} value={each}>
              {t(word)}
            </option>
          ))}
        </select>
      </label>
      {kind !== 'reset' && (
        <Field
          label={t('value')}
          name="fault-value"
          value={value}
          onInput={setValue}
          list={kind === 'errcode' ? USUAL_CODES : undefined}
        />
      )}
      <Field label={t('times')} name="fault-times" value={times} onInput={setTimes} />
      <div class="line">
        <ActionButton name="add-fault" kind="primary" act={add}>
          {t('addFault')}
        </ActionButton>
        <ActionButton name="clear-faults" act={() => connection.act('clearFaults')}>
          {t('clearFaults')}
        </ActionButton>
      </div>
      {props.state.faults.length === 0 && <p class="quiet">{t('noFaults')}</p>}
      <ul class="list">
        {props.state.faults.map(({ fault, hits }, index) => (
          <li key={index} data-fault={String(fault.path ?? '*')}>
            <code>{JSON.stringify(fault)}</code> {hits > 0 ? `${t('met')} ${hits}×` : t('notMet')}
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Codes that a card integration meets first. */
const USUAL_CODES = ['-1', '40001', '40056', '40099', '40127', '42001', '45009', '45061', '48001', '72012']

function Targets(props: { readonly state: StateOnWire }): VNode {
  const { connection, t, tell } = usePage()
  const [url, setUrl] = useState('')
  const [token, setToken] = useState('')
  const [encodingAESKey, setKey] = useState('')
  const add = async (): Promise<void> => {
    await connection.act('pushTo', { url: url.trim(), token, ...(encodingAESKey !== '' && { encodingAESKey }) })
    setToken('')
    setKey('')
  }
  const verify = async (id: number): Promise<void> => {
    const { ok, reason } = await connection.act('verify', { id })
    tell(ok === true ? t('done') : String(reason), ok !== true)
  }
  return (
    <div class="panel" data-panel="targets">
      <h3>{t('targets')}</h3>
      <Field
        label={t('address')}
        name="target-url"
        value={url}
        onInput={setUrl}
        placeholder="http://localhost:3000/wechat"
      />
      <Field label={t('tokenOfPush')} name="target-token" value={token} onInput={setToken} secret />
      <Field label={t('aesKey')} name="target-key" value={encodingAESKey} onInput={setKey} secret />
      <ActionButton name="add-target" kind="primary" act={add} disabled={url.trim() === ''}>
        {t('addTarget')}
      </ActionButton>
      {props.state.pushTargets.length === 0 && <p class="quiet">{t('noTargets')}</p>}
      <ul class="list">
        {props.state.pushTargets.map(({ id, url: address, mode }) => (
          <li key={id} data-target={address}>
            <code>{address}</code> <span class="quiet">{mode}</span>
            <span class="line">
              <ActionButton name="verify" act={() => verify(id)}>
                {t('checkUrl')}
              </ActionButton>
              <ActionButton name="stop" act={() => connection.act('stop', { id })}>
                {t('stop')}
              </ActionButton>
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** What waits for a decision, and what the account may do. */
function Account(props: { readonly state: StateOnWire }): VNode {
  const { connection, language, t } = usePage()
  const { reviews, permissions } = props.state
  return (
    <div class="panel" data-panel="account">
      <h3>{t('reviews')}</h3>
      {reviews.length === 0 && <p class="quiet">{t('noReviews')}</p>}
      <ul class="list">
        {reviews.slice(-MOST_ROWS).map(({ kind, id }) => (
          <li key={`${kind} ${id}`} data-review={id}>
            <code>
              {kind} {id}
            </code>
            <span class="line">
              <ActionButton name="approve" act={() => connection.act('approve', { kind, id })}>
                {t('approve')}
              </ActionButton>
              <ActionButton name="reject" act={() => connection.act('reject', { kind, id })}>
                {t('reject')}
              </ActionButton>
            </span>
          </li>
        ))}
      </ul>
      <h3>{t('permissions')}</h3>
      {Object.entries(permissions).map(([permission, granted]) => (
        <label key={permission} class="check" data-permission={permission}>
          <input
            type="checkbox"
            checked={granted}
            onChange={(event) =>
              void connection.act('setPermission', { permission, granted: event.currentTarget.checked })
            }
          />
          {permissionLabel(language, permission)}
        </label>
      ))}
    </div>
  )
}

/** Rows of a table drawn at once. */
const MOST_ROWS = 100

function Cards(props: { readonly state: StateOnWire }): VNode {
  const { t } = usePage()
  const { cards } = props.state
  return (
    <div class="panel wide" data-panel="cards">
      <h3>
        {t('cards')} ({cards.length})
      </h3>
      {cards.length > MOST_ROWS && (
        <p class="quiet">
          {t('cardsShown')} {MOST_ROWS}
        </p>
      )}
      <table>
        <thead>
          <tr>
            <th>{t('card')}</th>
            <th>{t('state')}</th>
            <th class="figure">{t('stock')}</th>
            <th class="figure">{t('issued')}</th>
          </tr>
        </thead>
        <tbody>
          {cards.slice(-MOST_ROWS).map((card) => (
            <tr key={card.cardId} data-stock={card.cardId}>
              <td>
                {faceOf(card).title} <span class="quiet">{card.cardId}</span>
              </td>
              <td>{card.status.replace('CARD_STATUS_', '')}</td>
              <td class="figure" data-field="quantity">
                {card.quantity}
              </td>
              <td class="figure" data-field="issued">
                {card.issued}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Books(props: { readonly state: StateOnWire }): VNode {
  const { t } = usePage()
  const { cards, codes } = props.state
  const wrong = cards.filter(({ cardId, issued }) => codes.filter((copy) => copy.cardId === cardId).length < issued)
  return (
    <div class="panel wide" data-panel="books">
      <h3>
        {t('books')} ({codes.length})
      </h3>
      <p data-field="books">
        {wrong.length === 0 ? t('balanced') : `${t('unbalanced')} ${wrong.map(({ cardId }) => cardId).join(', ')}`}
      </p>
      <table>
        <thead>
          <tr>
            <th>{t('holder')}</th>
            <th>{t('card')}</th>
            <th>{t('code')}</th>
            <th>{t('state')}</th>
            <th class="figure">{t('points')}</th>
            <th class="figure">{t('balance')}</th>
          </tr>
        </thead>
        <tbody>
          {codes
            .slice(-MOST_ROWS)
            .reverse()
            .map((copy) => (
              <tr key={`${copy.cardId} ${copy.code} ${copy.openid}`}>
                <td>{copy.openid}</td>
                <td>{copy.cardId}</td>
                <td>{copy.code}</td>
                <td>{copy.status}</td>
                <td class="figure">{copy.bonus}</td>
                <td class="figure">{yuan(copy.balance)}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  )
}
