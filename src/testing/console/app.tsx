// The console: phones, what happened, and controls, in one page that follows the simulator by itself.
import { render, type VNode } from 'preact'
import { useEffect, useMemo, useState } from 'preact/hooks'
import { ActivityView } from './activity.js'
import { Connection } from './connection.js'
import { Controls } from './controls.js'
import { type Language, say } from './language.js'
import { PhoneView } from './phone.js'
import { Field, type Page, PageContext, useConnection, usePage } from './ui.js'
import type { StateOnWire } from './wire.js'

/** Phones drawn side by side. */
const MOST_PHONES = 12

const connection = new Connection(new URL('./', location.href).href)

/** What a person chose is kept in this browser. */
const kept = {
  get: (name: string): string | null => localStorage.getItem(`wechat-card-sdk ${name}`),
  set: (name: string, value: string): void => localStorage.setItem(`wechat-card-sdk ${name}`, value),
}

const languageOfBrowser = (): Language => (/^zh/i.test(navigator.language) ? 'zh' : 'en')

function App(): VNode {
  useConnection(connection)
  const [language, setLanguage] = useState<Language>((kept.get('language') as Language | null) ?? languageOfBrowser())
  const [scheme, setScheme] = useState(
    kept.get('scheme') ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'),
  )
  const [said, setSaid] = useState<{ readonly text: string; readonly failed: boolean }>()
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
    document.documentElement.dataset.scheme = scheme
    document.title = `${say(language, 'simulator')} · ${connection.state?.appId ?? ''}`
  }, [language, scheme, connection.state?.appId])
  useEffect(() => {
    if (said === undefined) return
    const timer = setTimeout(() => setSaid(undefined), 8000)
    return () => clearTimeout(timer)
  }, [said])
  const page = useMemo<Page>(
    () => ({ language, connection, tell: (text, failed = false) => setSaid({ text, failed }) }),
    [language],
  )
  const switchLanguage = (): void => {
    const next = language === 'zh' ? 'en' : 'zh'
    kept.set('language', next)
    setLanguage(next)
  }
  const switchScheme = (): void => {
    const next = scheme === 'dark' ? 'light' : 'dark'
    kept.set('scheme', next)
    setScheme(next)
  }
  const { state, connected } = connection
  return (
    <PageContext.Provider value={page}>
      <header class="top">
        <h1>{say(language, 'simulator')}</h1>
        {state && (
          <span class="quiet">
            {say(language, 'account')} <code data-field="app-id">{state.appId}</code>
          </span>
        )}
        <span class={`connection ${connected ? 'on' : 'off'}`} role="status" data-connected={connected}>
          {say(language, connected ? 'connected' : 'notConnected')}
        </span>
        <span class="space" />
        <button type="button" class="button plain small" data-action="language" onClick={switchLanguage}>
          {say(language, 'language')}
        </button>
        <button type="button" class="button plain small" data-action="scheme" onClick={switchScheme}>
          {say(language, scheme === 'dark' ? 'light' : 'dark')}
        </button>
      </header>
      {state && <Main state={state} />}
      <p class={`said ${said?.failed ? 'failed' : ''}`} role="alert" hidden={said === undefined}>
        {said?.text}
      </p>
    </PageContext.Provider>
  )
}

type Tab = 'phones' | 'activity' | 'controls'
const TABS: readonly Tab[] = ['phones', 'activity', 'controls']

function Main(props: { readonly state: StateOnWire }): VNode {
  const { t } = usePage()
  // On a narrow screen one of the three is shown; a wide one shows them all.
  const [tab, setTab] = useState<Tab>('phones')
  return (
    <>
      <div class="tabs" role="tablist">
        {TABS.map((each) => (
          <button
            key={each}
            type="button"
            role="tab"
            aria-selected={tab === each}
            class="button chip"
            onClick={() => setTab(each)}
          >
            {t(each)}
          </button>
        ))}
      </div>
      <main data-tab={tab}>
        <Phones state={props.state} />
        <ActivityView />
        <Controls state={props.state} />
      </main>
    </>
  )
}

function Phones(props: { readonly state: StateOnWire }): VNode {
  const { connection: line, t, tell } = usePage()
  const { state } = props
  const [openid, setOpenid] = useState('')
  const add = async (event: Event): Promise<void> => {
    event.preventDefault()
    try {
      await line.act('addUser', { openid: openid.trim() })
      setOpenid('')
    } catch (error) {
      tell(String((error as Error).message), true)
    }
  }
  const shown = state.users.slice(-MOST_PHONES)
  return (
    <section class="phones" aria-label={t('phones')}>
      <form class="line add-phone" onSubmit={(event) => void add(event)}>
        <Field label={t('openidOfUser')} name="openid" value={openid} onInput={setOpenid} placeholder="oLin" required />
        <button type="submit" class="button primary" data-action="add-phone">
          {t('addPhone')}
        </button>
      </form>
      {shown.length === 0 && <p class="quiet">{t('noPhones')}</p>}
      <div class="row-of-phones">
        {shown.map((user) => (
          <PhoneView key={user.openid} user={user} state={state} />
        ))}
      </div>
      {state.users.length > shown.length && (
        <p class="quiet">
          {t('cardsShown')} {MOST_PHONES} / {state.users.length}
        </p>
      )}
    </section>
  )
}

const root = document.querySelector('#console')
if (root) {
  connection.listen()
  render(<App />, root)
}
