// The activation form as the user sees it: which answers it takes, and in what form they reach the merchant.
import type { SetActivationFormRequest } from '../../api/members.js'
import { isObject } from '../../validate.js'
import type { FilledForm } from '../account/codes.js'

/** What the user types, by the names of the form's fields; several choices as an array. */
export type FormAnswers = Readonly<Record<string, string | readonly string[]>>

/** One field of a form. */
interface FormField {
  readonly name: string
  /** Known to WeChat, or the merchant's own. */
  readonly kind: 'common' | 'custom'
  readonly required: boolean
  readonly changeable: boolean
  /** What can be chosen; `undefined` for a field to type into. */
  readonly choices?: readonly string[] | undefined
  /** Check boxes, of which several can be chosen. */
  readonly several?: boolean | undefined
}

/** Fills a form in, or says what is wrong with the answers. */
export function fillIn(form: SetActivationFormRequest, answers: FormAnswers): FilledForm | string {
  if (!isObject(answers)) return NO_ANSWERS
  const fields = fieldsOf(form)
  const missing = fields.find(({ name, required }) => required && listOf(answers[name]).length === 0)
  return (
    wrongAnswer(fields, answers) ??
    (missing && `the required field ${missing.name} is not filled in`) ??
    filled(fields, answers)
  )
}

/** Changes answers where the form allows it, or says what is wrong. */
export function amend(form: SetActivationFormRequest, before: FilledForm, answers: FormAnswers): FilledForm | string {
  if (!isObject(answers)) return NO_ANSWERS
  const fields = fieldsOf(form)
  const fixed = fields.find(({ name, changeable }) => name in answers && !changeable)
  const wrong = wrongAnswer(fields, answers) ?? (fixed && `the half of the form with ${fixed.name} has no can_modify`)
  if (wrong !== undefined) return wrong
  const emptied = fields.find(({ name, required }) => required && name in answers && listOf(answers[name]).length === 0)
  if (emptied) return `the required field ${emptied.name} is emptied`
  const after = filled(fields, answers)
  const merge = <Answer extends { name: string }>(old: readonly Answer[], fresh: readonly Answer[]): Answer[] => {
    const all = new Map([...old.filter(({ name }) => !(name in answers)), ...fresh].map((each) => [each.name, each]))
    return fields.flatMap(({ name }) => all.get(name) ?? [])
  }
  return { common: merge(before.common, after.common), custom: merge(before.custom, after.custom) }
}

const NO_ANSWERS = 'answers must be an object: what the user types, by the names of the fields'

function fieldsOf({ required_form, optional_form }: SetActivationFormRequest): FormField[] {
  return [required_form, optional_form].flatMap((half) => {
    const rules = { required: half === required_form, changeable: half?.can_modify === true }
    const { common_field_id_list = [], custom_field_list = [], rich_field_list = [] } = half ?? {}
    return [
      ...common_field_id_list.map((name) => ({ ...rules, name, kind: 'common' as const })),
      ...custom_field_list.map((name) => ({ ...rules, name, kind: 'custom' as const })),
      ...rich_field_list.map(({ name, type, values }) => ({
        ...rules,
        name,
        kind: 'custom' as const,
        choices: values,
        several: type === 'FORM_FIELD_CHECK_BOX',
      })),
    ]
  })
}

function wrongAnswer(fields: readonly FormField[], answers: FormAnswers): string | undefined {
  for (const [name, answer] of Object.entries(answers)) {
    const field = fields.find((each) => each.name === name)
    if (field === undefined) return `the form has no field ${name}`
    const given = listOf(answer)
    const strange = given.find((each) => typeof each !== 'string' || !(field.choices ?? [each]).includes(each))
    if (typeof strange === 'string') return `${strange} is no choice of the field ${name}`
    if (given.some((each) => typeof each !== 'string')) return `the answer to the field ${name} is no text`
    if (field.choices && !field.several && given.length > 1) return `of the field ${name} one can be chosen`
  }
  return undefined
}

function filled(fields: readonly FormField[], answers: FormAnswers): FilledForm {
  const answered = fields.filter(({ name }) => listOf(answers[name]).length > 0)
  return {
    common: answered
      .filter(({ kind }) => kind === 'common')
      .map(({ name }) => ({ name, value: listOf(answers[name]).join(',') })),
    custom: answered
      .filter(({ kind }) => kind === 'custom')
      .map(({ name, several }) => {
        const given = listOf(answers[name])
        return several ? { name, value: '', value_list: given } : { name, value: given.join(','), value_list: [] }
      }),
  }
}

/** An empty text is no answer. */
const listOf = (answer: string | readonly string[] | undefined | null): string[] =>
  answer === undefined || answer === null || answer === ''
    ? []
    : Array.isArray(answer)
      ? [...answer]
      : [answer as string]
