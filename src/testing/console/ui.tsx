// What all parts of the page share: its language, its line to the simulator, dialogs, and what is said when something is refused.
import { type ComponentChildren, createContext, type VNode } from 'preact'
import { useContext, useEffect, useId, useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks'
import type { Connection } from './connection.js'
import { type Language, say, type Word } from './language.js'

/** What every part of the page can reach. */
export interface Page {
  readonly language: Language
  readonly connection: Connection
  /** Says something for a while. */
  readonly tell: (text: string, failed?: boolean) => void
}

export const PageContext = createContext<Page | undefined>(undefined)

/** The page around a part. */
export function usePage(): Page & { readonly t: (word: Word) => string } {
  const page = useContext(PageContext)
  if (page === undefined) throw new Error('there is no page around this part')
  return { ...page, t: (word) => say(page.language, word) }
}

/** Draws a part again after each change that the connection hears of. */
export function useConnection(connection: Connection): void {
  const [, redraw] = useReducer((count: number) => count + 1, 0)
  useEffect(() => {
    let asked = false
    // Hundreds of changes in one frame are one drawing.
    return connection.subscribe(() => {
      if (asked) return
      asked = true
      requestAnimationFrame(() => {
        asked = false
        redraw(undefined)
      })
    })
  }, [connection])
}

/** Runs what a button does: while it runs the button is off, and a refusal is said. */
function useTask(): {
  readonly busy: boolean
  readonly run: (task: () => Promise<unknown>) => Promise<boolean>
} {
  const { tell, t } = usePage()
  const [busy, setBusy] = useState(false)
  const run = async (task: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true)
    try {
      await task()
      return true
    } catch (error) {
      tell(`${t('wentWrong')}: ${error instanceof Error ? error.message : String(error)}`, true)
      return false
    } finally {
      setBusy(false)
    }
  }
  return { busy, run }
}

/** A button that does something and says why when it could not. */
export function ActionButton(props: {
  readonly act: () => Promise<unknown>
  readonly children: ComponentChildren
  readonly name?: string
  readonly kind?: 'primary' | 'danger' | 'plain'
  readonly disabled?: boolean
}): VNode {
  const { busy, run } = useTask()
  const off = busy || props.disabled === true
  return (
    <button
      type="button"
      class={`button ${props.kind ?? 'plain'}`}
      disabled={off}
      data-action={props.name}
      onClick={() => void run(props.act)}
    >
      {props.children}
    </button>
  )
}

/** A dialog over the page: it takes the focus, keeps it, and closes with Escape. */
export function Dialog(props: {
  readonly title: string
  readonly children?: ComponentChildren
  readonly confirm?: { readonly text?: string; readonly act: () => Promise<unknown>; readonly danger?: boolean }
  readonly onClose: () => void
  readonly wide?: boolean
}): VNode {
  const { t } = usePage()
  const { busy, run } = useTask()
  const titleId = useId()
  const box = useRef<HTMLDialogElement>(null)
  // Laid out, not only painted: its end comes with the dialog's, and the next key finds the focus in its old place.
  useLayoutEffect(() => {
    const before = document.activeElement
    const shown = box.current
    shown?.showModal()
    shown?.querySelector<HTMLElement>('input, select, [data-action=confirm]')?.focus()
    return () => {
      shown?.close() // as long as it is open, nothing outside takes the focus
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  const onSubmit = async (event: Event): Promise<void> => {
    event.preventDefault()
    if (props.confirm === undefined || (await run(props.confirm.act))) props.onClose()
  }
  const onCancel = (event: Event): void => {
    event.preventDefault() // what is not drawn any more is closed
    props.onClose()
  }
  return (
    <dialog
      ref={box}
      class={`dialog ${props.wide ? 'wide' : ''}`}
      // biome-ignore lint/a11y/noRedundantRoles: tests of others find a dialog by this attribute
      role="dialog"
      aria-labelledby={titleId}
      onCancel={onCancel}
    >
      <form onSubmit={(event) => void onSubmit(event)}>
        <h2 id={titleId}>{props.title}</h2>
        <div class="content">{props.children}</div>
        <div class="buttons">
          <button type="button" class="button plain" data-action="cancel" onClick={props.onClose}>
            {t(props.confirm ? 'cancel' : 'close')}
          </button>
          {props.confirm && (
            <button
              type="submit"
              class={`button ${props.confirm.danger ? 'danger' : 'primary'}`}
              data-action="confirm"
              disabled={busy}
            >
              {props.confirm.text ?? t('confirm')}
            </button>
          )}
        </div>
      </form>
    </dialog>
  )
}

/** A labelled field to type into. */
export function Field(props: {
  readonly label: string
  readonly name: string
  readonly value: string
  readonly onInput: (value: string) => void
  readonly required?: boolean
  readonly secret?: boolean
  readonly placeholder?: string
  readonly list?: readonly string[] | undefined
}): VNode {
  const id = useId()
  return (
    <label class="field" for={id}>
      <span>
        {props.label}
        {props.required && <abbr title="required"> *</abbr>}
      </span>
      <input
        id={id}
        name={props.name}
        {...(props.secret ? { type: 'password' } : { type: 'text', list: props.list && `${id}-list` })}
        value={props.value}
        required={props.required}
        placeholder={props.placeholder}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
      {props.list && (
        <datalist id={`${id}-list`}>
          {props.list.map((option) => (
            <option key={option} value={option} />
          ))}
        </datalist>
      )}
    </label>
  )
}
