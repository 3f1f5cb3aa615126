import type { Suggestion } from '#parts'
import type { Model, Parameter } from './model.ts'

/** What stands for the one who has the policy, where a value is a reference. */
export const HOLDER = ['%patient', '%profile']

/** Whether what it finds is a reference. */
export const isReference = ({ name, type }: Parameter): boolean => name === '_compartment' || type === 'reference'

/**
 * What a criteria can become from what is typed: a parameter of the type, then, where its value is a reference, whoever has
 * the policy. Each is the whole text as it would then stand there.
 */
export function criteriaOptions(model: Model | undefined, type: string, text: string): readonly Suggestion[] {
  if (model === undefined || type === '') return []
  const parameters = model.parametersOf(type)
  const { kept = `${type}?`, name } = /^(?<kept>.*[?&])(?:(?<name>[^=&]*)=)?[^=&]*$/s.exec(text)?.groups ?? {}
  if (name === undefined)
    return parameters.map((one) => ({ value: `${kept}${one.name}=`, text: one.name, hint: one.hint }))
  const named = parameters.find((one) => one.name === name)
  if (named === undefined || !isReference(named)) return []
  return HOLDER.map((holder) => ({ value: `${kept}${name}=${holder}`, text: holder }))
}

/** A criteria begins with the type of its entry: it follows when that changes. */
export function criteriaFor(type: string, before: string, criteria: string): string {
  return criteria.startsWith(`${before}?`) ? `${type}${criteria.slice(before.length)}` : criteria
}
