import { type Change, type Explanation, type Phrase, sayPhrase, shortened, type Whose } from '@damson/access'

/** An element of Parameters, or a part of one. */
export interface Part {
  readonly name: string
  readonly [value: string]: unknown
}

/** Of a narrowing: more is said as a number. */
const MOST_SAID = 60

export const textPart = (name: string, valueString: string): Part => ({ name, valueString })
export const codePart = (name: string, valueCode: string): Part => ({ name, valueCode })
export const flagPart = (name: string, valueBoolean: boolean): Part => ({ name, valueBoolean })
export const referencePart = (name: string, reference: string, display?: string): Part => ({
  name,
  valueReference: { reference, ...(display !== undefined && { display }) },
})

/** Whose policies or scope: `self`, or `client`, `person`, `bot`, `caller` if several have to allow it. */
export const whosePart = (whose: Whose): Part => codePart('who', whose.length === 0 ? 'self' : whose.join('-'))

/** A narrowing in English, and in codes from which it can be said in any language. */
export function narrowingPart(phrase: Phrase): Part {
  const said = shortened(phrase, MOST_SAID)
  return { name: 'narrowing', part: [textPart('text', sayPhrase(said)), ...phraseParts(said)] }
}

function phraseParts(phrase: Phrase): readonly Part[] {
  const code = codePart('code', phrase.code)
  if ('of' in phrase) return [code, ...phrase.of.map((one) => ({ name: 'of', part: phraseParts(one) }))]
  if (phrase.code === 'more') return [code, { name: 'count', valueInteger: phrase.count }]
  const param = 'param' in phrase ? [textPart('parameter', phrase.param)] : []
  if ('values' in phrase) return [code, ...param, ...phrase.values.map((value) => textPart('value', value))]
  if (!('comparison' in phrase)) return [code, ...param]
  const { comparison, lo, hi, unit } = phrase
  return [
    code,
    ...param,
    codePart('comparison', comparison),
    textPart('from', bound(phrase.code, lo)),
    textPart('to', bound(phrase.code, hi)),
    ...(unit?.code === undefined ? [] : [textPart('unit', unit.code)]),
  ]
}

const MOST_MS = 8.64e15
const bound = (code: 'date' | 'number', value: number): string =>
  code === 'number' || Math.abs(value) > MOST_MS ? String(value) : new Date(value).toISOString()

/** What the scopes of each token took away. */
export function scopeParts({ scopes }: Explanation): readonly Part[] {
  return scopes.map(({ whose, took, ways }) => ({
    name: 'scope',
    part: [
      whosePart(whose),
      codePart('took', took),
      ...ways.map(({ scope, narrowing, covers }) => ({
        name: 'way',
        part: [
          textPart('scope', scope),
          ...(covers === undefined ? [] : [flagPart('covers', covers)]),
          narrowingPart(narrowing),
        ],
      })),
    ],
  }))
}

/** One change, with the place in the policy only where the asker may read it. */
export function changePart(change: Change, policy: Part | undefined): Part {
  return {
    name: 'change',
    part: [
      codePart('code', change.code),
      whosePart(change.whose),
      ...(policy === undefined ? [] : [policy]),
      ...('expression' in change && policy !== undefined ? [textPart('expression', change.expression)] : []),
      ...('interaction' in change ? [codePart('interaction', change.interaction)] : []),
      ...('entry' in change ? [textPart('entry', JSON.stringify(change.entry))] : []),
      ...('scope' in change ? [textPart('scope', change.scope)] : []),
      textPart('text', changeText(change)),
    ],
  }
}

function changeText(change: Change): string {
  switch (change.code) {
    case 'assign_policy':
      return `Give the membership an access policy with the entry ${JSON.stringify(change.entry)}.`
    case 'add_entry':
      return `Add the entry ${JSON.stringify(change.entry)} to the access policy.`
    case 'add_interaction':
      return `Add \`${change.interaction}\` to the entry.`
    case 'set_admin':
      return 'Make the membership one of an administrator: set its admin flag.'
    case 'add_scope':
      return `Let the app ask for the scope ${change.scope}.`
    case 'one_account':
      return 'Name one account in the access policies of both.'
  }
}

const NEVER: Readonly<Record<string, string>> = {
  reserved: 'No policy can allow this: only the server itself writes and reads this type.',
  append_only: 'No policy can allow this: the audit never changes.',
  only_bots_run: 'No policy can allow this: only a Bot is executed.',
  closed_to_bots: 'A Bot with runAsUser never touches this type: let a Bot without runAsUser do it.',
  unknown_type: 'There is no such resource type.',
}

export const neverText = (why: string): string => NEVER[why] ?? 'No change of a policy would allow this.'
