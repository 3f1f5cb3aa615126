import { accepted, type Result, refused } from '@damson/fhir'
import { policyLimits } from './limits.ts'
import { formatPlaceholder, type Placeholder } from './placeholder.ts'
import { readReference } from './reference.ts'

/** A parameter of one grant, as on the wire in `ProjectMembership.access[].parameter[]`. */
export interface PolicyParameter {
  /** Its name in the policy, without the percent sign. */
  readonly name: string
  readonly valueString?: string
  readonly valueReference?: { readonly reference?: string }
}

/** The member that policies are put together for: a membership's profile and flag. */
export interface Subject {
  /** The profile as a reference, for example `Patient/123`. */
  readonly profile: string
  /** The membership's admin flag. It grants nothing by itself; it lifts the ceiling on identity types. */
  readonly admin: boolean
}

/** Finds the value of a placeholder. A refusal is a sentence that says why there is none. */
export type Bind = (placeholder: Placeholder) => Result<string, string>

/** The value of one name: always a text and, for a reference, its id. */
interface Bound {
  readonly text: string
  readonly id?: string
}

/**
 * Makes the binding of one grant. `%profile` is always the subject's profile. `%patient` is the parameter of that name,
 * or else the profile if that is a Patient. Every other name is the grant's parameter.
 *
 * A doubtful parameter binds nothing: a name given twice, both kinds of value or none, an empty text.
 */
export function bindingOf(parameters: readonly PolicyParameter[], subject: Subject): Bind {
  const given = Map.groupBy(parameters, ({ name }) => name)
  const known = new Map<string, Result<Bound, string>>()
  return (placeholder) => {
    const { name } = placeholder
    const bound = known.get(name) ?? lookUp(name, given.get(name) ?? [], subject)
    known.set(name, bound)
    if (!bound.ok) return bound
    if (placeholder.part === 'whole') return accepted(bound.value.text)
    const { id } = bound.value
    return id === undefined
      ? refused(`\`${formatPlaceholder(placeholder)}\` needs a reference: give the parameter as valueReference.`)
      : accepted(id)
  }
}

/** @param given  The parameters of this name. */
function lookUp(name: string, [first, second]: readonly PolicyParameter[], subject: Subject): Result<Bound, string> {
  if (name === 'profile') {
    // If a parameter could replace the profile, a grant could name another person as its holder.
    if (first !== undefined) return refused('`profile` is a reserved name: rename the parameter.')
    return referenceTo(subject.profile, 'The profile')
  }
  if (second !== undefined) return refused(`The parameter \`${name}\` is given more than once.`)
  if (first === undefined) {
    if (name === 'patient' && readReference(subject.profile)?.type === 'Patient') {
      return referenceTo(subject.profile, 'The profile')
    }
    return refused(`\`%${name}\` has no value: give the membership's access a parameter \`${name}\`.`)
  }
  const bound = read(first)
  if (bound.ok && name === 'patient' && readReference(bound.value.text)?.type !== 'Patient') {
    return refused('The parameter `patient` must be a reference to a Patient, such as `Patient/123`.')
  }
  return bound
}

function read({ name, valueString, valueReference }: PolicyParameter): Result<Bound, string> {
  if (valueString !== undefined && valueReference !== undefined) {
    return refused(`The parameter \`${name}\` has both valueString and valueReference: keep one.`)
  }
  if (valueReference !== undefined) {
    return referenceTo(valueReference.reference ?? '', `The parameter \`${name}\``)
  }
  // An empty search value would demand nothing.
  if (valueString === undefined || valueString.trim() === '') {
    return refused(`The parameter \`${name}\` has no value.`)
  }
  if (valueString.length > policyLimits.parameterCharacters) {
    return refused(`The parameter \`${name}\` is longer than ${policyLimits.parameterCharacters} characters.`)
  }
  return accepted({ text: valueString })
}

function referenceTo(text: string, whose: string): Result<Bound, string> {
  const reference = readReference(text)
  if (reference === undefined) {
    return refused(`${whose} must be a reference of the form \`Type/id\`.`)
  }
  return accepted({ text, id: reference.id })
}
