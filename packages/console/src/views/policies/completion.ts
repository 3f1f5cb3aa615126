import type { Completion, CompletionContext, CompletionResult, CompletionSource } from '@codemirror/autocomplete'
import { AAL } from '../settings/known.ts'
import { HOLDER, isReference } from './criteria.ts'
import type { Model } from './model.ts'
import { type Place, placeIn } from './place.ts'
import { INTERACTIONS } from './policy-text.ts'

/** What an element can say, and what can stand in it. Without either it is a text of one's own. */
interface Element {
  readonly words?: (model: Model) => readonly Completion[]
  readonly isFlag?: boolean
  readonly elements?: Elements
}
type Elements = Readonly<Record<string, Element>>

const one = (type: string, ...labels: readonly string[]): Element => ({
  words: () => labels.map((label) => ({ label, type })),
})
const FLAG: Element = { isFlag: true }
const TEXT: Element = {}
const COMPARTMENT: Element = { elements: { reference: one('variable', ...HOLDER) } }

/** What a policy can say. Elements that the server refuses, because it does not enforce them, are none. */
const POLICY: Elements = {
  resourceType: one('class', 'AccessPolicy'),
  name: TEXT,
  resource: {
    elements: {
      resourceType: { words: ({ types }) => ['*', ...types].map((label) => ({ label, type: 'class' })) },
      criteria: { words: ({ types }) => types.map((label) => ({ label, apply: `${label}?`, type: 'class' })) },
      interaction: one('enum', ...INTERACTIONS),
      readonly: FLAG,
      compartment: COMPARTMENT,
    },
  },
  compartment: COMPARTMENT,
  mfaRequired: FLAG,
  minimumAcr: one('enum', ...AAL),
  compliantDeviceRequired: FLAG,
  ipAccessRule: { elements: { name: TEXT, value: TEXT, action: one('enum', 'allow', 'block') } },
  basedOn: { elements: { reference: TEXT, display: TEXT } },
}

/** What a policy can say at the place where one types: elements, types, parameters of the type, words, true and false. */
export function completionIn(model: () => Model | undefined): CompletionSource {
  return ({ state, pos, explicit }: CompletionContext): CompletionResult | null => {
    const known = model()
    const place = known && placeIn(state.sliceDoc(0, pos))
    if (known === undefined || place === undefined) return null
    const found = offersAt(place, known)
    // What is not begun is offered to who asks for it.
    if (found === undefined || (place.kind === 'value' && place.begun === '' && !explicit)) return null
    return { from: pos - found.begun.length, options: [...found.options], validFor: /^[\w:/.*%-]*$/ }
  }
}

interface Offers {
  readonly begun: string
  readonly options: readonly Completion[]
}

function offersAt({ path, kind, begun, taken }: Place, model: Model): Offers | undefined {
  if (kind === 'name') {
    const names = Object.keys(elementsAt(path) ?? {}).filter((name) => !taken.includes(name))
    return { begun, options: names.map((label) => ({ label, type: 'keyword' })) }
  }
  const element = elementsAt(path.slice(0, -1))?.[path.at(-1) ?? '']
  if (element === undefined) return undefined
  if (element.isFlag === true)
    return kind === 'value'
      ? { begun, options: ['true', 'false'].map((label) => ({ label, type: 'keyword' })) }
      : undefined
  if (kind === 'text' && path.join('.') === 'resource.criteria' && begun.includes('?')) return inCriteria(begun, model)
  const options = element.words?.(model)
  if (options === undefined || kind === 'text') return options && { begun, options }
  return {
    begun,
    options: options.map(({ label, ...rest }) => ({ ...rest, label: `"${label}"`, apply: `"${label}"` })),
  }
}

function elementsAt(path: readonly string[]): Elements | undefined {
  return path.reduce<Elements | undefined>((elements, name) => elements?.[name]?.elements, POLICY)
}

/** In a criteria: a parameter of the type, or, where its value is a reference, whoever has the policy. */
function inCriteria(text: string, { parametersOf }: Model): Offers | undefined {
  const found = /^(?<type>[A-Za-z]+|\*)\?(?:[^"]*&)?(?:(?<name>[\w-]+)=)?(?<begun>[\w%-]*)$/.exec(text)?.groups
  if (found === undefined) return undefined
  const { type = '', name, begun = '' } = found
  const parameters = parametersOf(type)
  if (name === undefined)
    return {
      begun,
      options: parameters.map((each) => ({
        label: each.name,
        apply: `${each.name}=`,
        detail: each.hint,
        type: 'property',
      })),
    }
  const named = parameters.find((each) => each.name === name)
  if (named === undefined || !isReference(named)) return undefined
  return { begun, options: HOLDER.map((label) => ({ label, type: 'variable' })) }
}
