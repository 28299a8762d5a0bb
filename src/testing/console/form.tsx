// The activation form as the user fills it in.
import type { VNode } from 'preact'
import { fieldLabel } from './language.js'
import { Field, usePage } from './ui.js'
import type { ActivationForm, FormHalf } from './wire.js'

/** What was typed, by the names of the fields; several choices as an array. */
export type FormAnswers = Readonly<Record<string, string | readonly string[]>>

interface FormField {
  readonly name: string
  readonly required: boolean
  readonly choices?: readonly string[] | undefined
  readonly several: boolean
}

function fieldsOf(half: FormHalf | undefined, required: boolean): FormField[] {
  const { common_field_id_list = [], custom_field_list = [], rich_field_list = [] } = half ?? {}
  return [
    ...[...common_field_id_list, ...custom_field_list].map((name) => ({ name, required, several: false })),
    ...rich_field_list.map(({ name, type, values }) => ({
      name,
      required,
      choices: values,
      several: type === 'FORM_FIELD_CHECK_BOX',
    })),
  ]
}

/** All fields of a form, the required ones first. */
export const fieldsOfForm = (form: ActivationForm | undefined): FormField[] => [
  ...fieldsOf(form?.required_form, true),
  ...fieldsOf(form?.optional_form, false),
]

/** The fields of a form, to be filled in. */
export function FormFields(props: {
  readonly form: ActivationForm | undefined
  readonly answers: FormAnswers
  readonly onChange: (answers: FormAnswers) => void
}): VNode {
  const { form, answers, onChange } = props
  const { language, t } = usePage()
  const fields = fieldsOfForm(form)
  const set = (name: string, answer: string | readonly string[]): void => onChange({ ...answers, [name]: answer })
  return (
    <>
      {fields.map(({ name, required, choices, several }) => {
        const label = fieldLabel(language, name)
        const answer = answers[name] ?? (several ? [] : '')
        if (choices === undefined) {
          return (
            <Field
              key={name}
              label={label}
              name={name}
              required={required}
              value={String(answer)}
              onInput={(text) => set(name, text)}
            />
          )
        }
        if (several) {
          const chosen = Array.isArray(answer) ? (answer as readonly string[]) : []
          return (
            <fieldset key={name} class="field">
              <legend>{label}</legend>
              {choices.map((choice) => (
                <label key={choice} class="check">
                  <input
                    type="checkbox"
                    name={name}
                    value={choice}
                    checked={chosen.includes(choice)}
                    onChange={(event) =>
                      set(
                        name,
                        event.currentTarget.checked ? [...chosen, choice] : chosen.filter((each) => each !== choice),
                      )
                    }
                  />
                  {choice}
                </label>
              ))}
            </fieldset>
          )
        }
        return (
          <label key={name} class="field">
            <span>
              {label}
              {required && <abbr title={t('required')}> *</abbr>}
            </span>
            <select
              name={name}
              required={required}
              value={String(answer)}
              onChange={(event) => set(name, event.currentTarget.value)}
            >
              <option value="">{t('choose')}</option>
              {choices.map((choice) => (
                <option key={choice} value={choice}>
                  {choice}
                </option>
              ))}
            </select>
          </label>
        )
      })}
    </>
  )
}
