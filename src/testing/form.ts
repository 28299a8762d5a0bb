// The activation form as the user sees it: which answers it takes, and in what form they reach the merchant.
import type { SetActivationFormRequest } from '../api/members.js'
import { formsOf } from './endpoints/members.js'
import type { FilledForm } from './state/codes.js'

/** What the user types, by the names of the form's fields; several choices as an array. */
export type FormAnswers = Readonly<Record<string, string | readonly string[]>>

/** Fills a form in, or says what is wrong with the answers. */
export function fillIn(form: SetActivationFormRequest | undefined, answers: FormAnswers): FilledForm | string {
  const halves = form === undefined ? [] : formsOf(form)
  const common = halves.flatMap(({ common_field_id_list = [] }) => common_field_id_list)
  const free = halves.flatMap(({ custom_field_list = [] }) => custom_field_list)
  const rich = halves.flatMap(({ rich_field_list = [] }) => rich_field_list)
  const names = [...common, ...free, ...rich.map(({ name }) => name)]
  const unknown = Object.keys(answers).find((name) => !names.includes(name))
  if (unknown !== undefined) return `the form has no field ${unknown}`
  const wanted = form?.required_form
  const missing = [
    ...(wanted?.common_field_id_list ?? []),
    ...(wanted?.custom_field_list ?? []),
    ...(wanted?.rich_field_list ?? []).map(({ name }) => name),
  ].find((name) => !(name in answers))
  if (missing !== undefined) return `the required field ${missing} is not filled in`
  for (const { name, values } of rich) {
    const wrong = listOf(answers[name]).find((answer) => !values.includes(answer))
    if (wrong !== undefined) return `${wrong} is no choice of the field ${name}`
  }
  const boxes = rich.filter(({ type }) => type === 'FORM_FIELD_CHECK_BOX').map(({ name }) => name)
  return {
    common: common.filter((name) => name in answers).map((name) => ({ name, value: listOf(answers[name]).join(',') })),
    custom: [...free, ...rich.map(({ name }) => name)]
      .filter((name) => name in answers)
      .map((name) => {
        const answer = listOf(answers[name])
        return boxes.includes(name)
          ? { name, value: '', value_list: answer }
          : { name, value: answer.join(','), value_list: [] }
      }),
  }
}

const listOf = (answer: string | readonly string[] | undefined): string[] =>
  answer === undefined ? [] : typeof answer === 'string' ? [answer] : [...answer]
