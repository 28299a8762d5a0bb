// What happened, newest first: requests, effects, events and pushes, with filters, search, pause and export.
import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { isFailure } from './connection.js'
import type { Word } from './language.js'
import { usePage } from './ui.js'
import type { Activity } from './wire.js'

/** Rows drawn at once; older ones on request. */
const ROWS = 150

const KINDS: readonly (readonly [Activity['kind'] | 'all', Word])[] = [
  ['all', 'filterAll'],
  ['request', 'requests'],
  ['effect', 'effects'],
  ['event', 'events'],
  ['push', 'pushes'],
]

/** The list of what happened. */
export function ActivityView(): VNode {
  const { connection, t } = usePage()
  const [kind, setKind] = useState<Activity['kind'] | 'all'>('all')
  const [search, setSearch] = useState('')
  const [onlyFailures, setOnlyFailures] = useState(false)
  const [frozen, setFrozen] = useState<readonly Activity[]>()
  const [rows, setRows] = useState(ROWS)
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set())
  const all = frozen ?? connection.activities
  const wanted = search.trim().toLowerCase()
  const found = all.filter(
    (activity) =>
      (kind === 'all' || activity.kind === kind) &&
      (!onlyFailures || isFailure(activity)) &&
      (wanted === '' || textOf(activity).includes(wanted)),
  )
  const shown = found.slice(-rows).reverse()
  const toggle = (id: number): void => {
    const next = new Set(opened)
    if (!next.delete(id)) next.add(id)
    setOpened(next)
  }
  return (
    <section class="activity" aria-label={t('activity')}>
      <header>
        <h2>{t('activity')}</h2>
        <div class="filters">
          {KINDS.map(([each, word]) => (
            <button
              key={each}
              type="button"
              class="button chip"
              aria-pressed={kind === each}
              data-filter={each}
              onClick={() => setKind(each)}
            >
              {t(word)}
            </button>
          ))}
          <button
            type="button"
            class="button chip"
            aria-pressed={onlyFailures}
            data-filter="failures"
            onClick={() => setOnlyFailures(!onlyFailures)}
          >
            {t('onlyErrors')}
          </button>
        </div>
        <input
          type="search"
          name="search"
          placeholder={t('search')}
          aria-label={t('search')}
          value={search}
          onInput={(event) => setSearch(event.currentTarget.value)}
        />
        <button
          type="button"
          class="button plain small"
          data-action="pause"
          aria-pressed={frozen !== undefined}
          onClick={() => setFrozen(frozen ? undefined : [...connection.activities])}
        >
          {frozen ? `${t('resume')} (${connection.activities.length - frozen.length})` : t('pause')}
        </button>
        <button type="button" class="button plain small" data-action="export" onClick={() => download(found)}>
          {t('export')}
        </button>
      </header>
      {found.length === 0 && <p class="quiet">{t('nothingYet')}</p>}
      <ol class="rows">
        {shown.map((activity) => (
          <Row
            key={activity.id}
            activity={activity}
            open={opened.has(activity.id)}
            onToggle={() => toggle(activity.id)}
          />
        ))}
      </ol>
      {found.length > shown.length && (
        <p class="quiet">
          {shown.length} {t('shownOf')} {found.length}{' '}
          <button type="button" class="button plain small" onClick={() => setRows(rows + ROWS)}>
            {t('older')}
          </button>
        </p>
      )}
    </section>
  )
}

const MARKS: Readonly<Record<Activity['kind'], string>> = {
  request: '→',
  effect: '✓',
  event: '◆',
  push: '⇢',
  note: '·',
}

function Row(props: { readonly activity: Activity; readonly open: boolean; readonly onToggle: () => void }): VNode {
  const { activity, open, onToggle } = props
  const { kind, title, errcode, reason, status, durationMs, at } = activity
  return (
    <li
      class={`row ${kind} ${isFailure(activity) ? 'failed' : ''}`}
      data-activity={kind}
      {...(kind === 'request' && { 'data-request': title })}
      {...(kind === 'push' && { 'data-push': title })}
    >
      <button type="button" class="row-button" aria-expanded={open} onClick={onToggle}>
        <span class="mark" aria-hidden="true">
          {MARKS[kind]}
        </span>
        <time dateTime={new Date(at).toISOString()}>{new Date(at).toLocaleTimeString('zh-CN', { hour12: false })}</time>
        <span class="what" data-field="title">
          {title}
        </span>
        {errcode !== undefined && (
          <span class={`errcode ${errcode === 0 ? 'ok' : ''}`} data-field="errcode">
            {errcode}
          </span>
        )}
        {status !== undefined && <span class="errcode">{status}</span>}
        {durationMs !== undefined && <span class="quiet">{durationMs.toFixed(0)} ms</span>}
        {reason !== undefined && (
          <span class="reason" data-field="reason">
            {reason}
          </span>
        )}
      </button>
      {open && <pre class="detail">{JSON.stringify(activity.detail, undefined, 2)}</pre>}
    </li>
  )
}

/** What a search looks at, kept with the activity. */
const texts = new WeakMap<Activity, string>()
function textOf(activity: Activity): string {
  const known = texts.get(activity)
  if (known !== undefined) return known
  const text = `${activity.title} ${activity.errcode ?? ''} ${JSON.stringify(activity.detail)}`.toLowerCase()
  texts.set(activity, text)
  return text
}

function download(activities: readonly Activity[]): void {
  const text = JSON.stringify(
    activities.map(({ kind, at, detail }) => ({ kind, at, detail })),
    undefined,
    2,
  )
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  link.download = 'wechat-simulator.json'
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 1000)
}
