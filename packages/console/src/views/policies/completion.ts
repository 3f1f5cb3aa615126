import type { Completion, CompletionContext, CompletionResult, CompletionSource } from '@codemirror/autocomplete'
import type { Model } from './model.ts'
import { INTERACTIONS } from './policy-text.ts'

const ELEMENTS = ['resourceType', 'interaction', 'criteria', 'readonly', 'compartment', 'name', 'resource']
/** As far as is looked back for the element that is written. */
const BACK = 2_000

/** Where one types, what is begun, and what it can become. */
const PLACES: readonly {
  readonly at: RegExp
  readonly offers: (model: Model, type: string) => readonly Completion[]
}[] = [
  {
    at: /"criteria"\s*:\s*"(?<type>[A-Za-z]+|\*)\?(?:[^"]*&)?(?<begun>[A-Za-z_-]*)$/,
    offers: ({ parametersOf }, type) =>
      parametersOf(type).map(({ name, hint }) => ({ label: name, apply: `${name}=`, detail: hint, type: 'property' })),
  },
  {
    at: /"criteria"\s*:\s*"(?<begun>[A-Za-z]*)$/,
    offers: ({ types }) => types.map((label) => ({ label, apply: `${label}?`, type: 'class' })),
  },
  {
    at: /"resourceType"\s*:\s*"(?<begun>[A-Za-z*]*)$/,
    offers: ({ types }) => ['*', ...types].map((label) => ({ label, type: 'class' })),
  },
  {
    at: /"interaction"\s*:\s*\[[^\]]*"(?<begun>[a-z]*)$/,
    offers: () => INTERACTIONS.map((label) => ({ label, type: 'enum' })),
  },
  {
    at: /[{,]\s*"(?<begun>[A-Za-z]*)$/,
    offers: () => ELEMENTS.map((label) => ({ label, type: 'keyword' })),
  },
]

/** What a policy can say at the place where one types: types, interactions, parameters of the type, elements. */
export function completionIn(model: () => Model | undefined): CompletionSource {
  return ({ state, pos }: CompletionContext): CompletionResult | null => {
    const known = model()
    if (known === undefined) return null
    const before = state.sliceDoc(Math.max(0, pos - BACK), pos)
    for (const { at, offers } of PLACES) {
      const found = at.exec(before)?.groups
      if (found === undefined) continue
      const options = [...offers(known, found['type'] ?? '')]
      return { from: pos - (found['begun']?.length ?? 0), options, validFor: /^[A-Za-z_*-]*$/ }
    }
    return null
  }
}
