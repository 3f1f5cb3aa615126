import type { Explanation, HolderPart, Whose } from '@damson/access'
import type { AccessPolicy } from '@damson/fhir'
import {
  changePart,
  codePart,
  flagPart,
  narrowingPart,
  neverText,
  type Part,
  referencePart,
  scopeParts,
  textPart,
  whosePart,
} from './explain-parts.ts'

/** A policy as the asker sees it; undefined: the asker may not read it, so nothing of it is told. */
export type SeenPolicy =
  | { readonly is: 'stored'; readonly resource: AccessPolicy; readonly version: number }
  | { readonly is: 'draft'; readonly resource: AccessPolicy }
  /** The rights of a role, which are the server's. */
  | { readonly is: 'role'; readonly name: string }

/** The policies of an explanation, by the ids that it calls them. */
export type SeenPolicies = ReadonlyMap<string, SeenPolicy>

/** What overrides the decision on the whole: who asks is not accepted, holds nothing, or nobody may do it here. */
export interface Overruled {
  readonly why: string
  readonly text: string
}

/** Said alike of a resource that does not exist and of one that is out of reach. */
export const OUT_OF_SIGHT: Overruled = {
  why: 'out_of_sight',
  text: 'The resource does not exist, or is outside what the policies and scopes are narrowed to.',
}

export interface Telling {
  readonly said: Explanation
  readonly interaction: string
  readonly resourceType: string
  readonly resource: string | undefined
  readonly seen: SeenPolicies
  readonly overruled: Overruled | undefined
  readonly hiddenFields: readonly string[]
  /** What the answer does not cover. */
  readonly notes: readonly string[]
}

/** Entries of one holder; the one that decided is always told. */
const MOST_ENTRIES = 50

/** An explanation as Parameters. Of a policy that the asker may not read, it tells only that an entry of one decided. */
export function toldParameters(whole: Telling): object {
  const telling = { ...whole, said: withoutLater(whole.said, whole.seen) }
  const { said, interaction, resourceType, resource, overruled, hiddenFields, notes } = telling
  const allowed = said.allowed && overruled === undefined
  const why = overruled?.why ?? said.why
  const isAllSeen = whole.said.holders.every((holder) => isSeenWhole(holder, telling.seen))
  const parameter: readonly Part[] = [
    flagPart('allowed', allowed),
    codePart('interaction', interaction),
    codePart('resourceType', resourceType),
    ...(resource === undefined ? [] : [referencePart('resource', resource)]),
    ...(why === undefined ? [] : [codePart('why', why)]),
    textPart('text', sentence(telling, allowed)),
    ...(said.narrowing === undefined || overruled !== undefined
      ? []
      : isAllSeen
        ? [narrowingPart(said.narrowing)]
        : [flagPart('narrowed', said.narrowing.code !== 'everything')]),
    ...(overruled === undefined ? said.holders.map((holder) => holderPart(holder, telling.seen)) : []),
    ...scopeParts(said),
    ...said.together.map(({ why: code }) => codePart('together', code)),
    ...(allowed || overruled !== undefined ? [] : [remedyPart(telling)]),
    ...hiddenFields.map((field) => textPart('hiddenField', field)),
    ...notes.map((note) => codePart('note', note)),
  ]
  return { resourceType: 'Parameters', parameter }
}

function sentence({ said, overruled }: Telling, allowed: boolean): string {
  if (overruled !== undefined) return overruled.text
  if (said.decision.verdict === 'deny') return said.decision.hint
  if (!allowed)
    return 'The policies and scopes allow this on the type, but not with this resource: it is outside what they are narrowed to.'
  return said.narrowing?.code === 'everything'
    ? 'Allowed for every resource of the type.'
    : 'Allowed, for resources that match the narrowing.'
}

function isSeenWhole({ given }: HolderPart, seen: SeenPolicies): boolean {
  return given.every(({ id }) => id === undefined || seen.has(id))
}

function holderPart(holder: HolderPart, seen: SeenPolicies): Part {
  const { whose, allowed, why, given, entries, withheld, decidedBy } = holder
  const policyOf = (grant: number): SeenPolicy | undefined => seen.get(given[grant]?.id ?? '')
  const visible = entries.filter(({ grant }) => policyOf(grant) !== undefined)
  const isDecided = ({ grant, expression }: { readonly grant: number; readonly expression: string }): boolean =>
    decidedBy?.grant === grant && decidedBy.expression === expression
  const first = visible.filter(isDecided)
  const told = [...first, ...visible.filter((entry) => !isDecided(entry))].slice(0, MOST_ENTRIES)
  const parts = told.map(({ grant, expression, narrowing, covers }): Part => {
    const policy = policyOf(grant)
    return {
      name: 'entry',
      part: [
        ...policyParts(policy),
        ...placeParts(policy, expression),
        flagPart('decided', isDecided({ grant, expression })),
        ...(covers === undefined ? [] : [flagPart('covers', covers)]),
        narrowingPart(narrowing),
      ],
    }
  })
  const left = visible.length - told.length
  const unseen = entries.length - visible.length
  return {
    name: 'holder',
    part: [
      whosePart(whose),
      flagPart('allowed', allowed),
      ...(why === undefined ? [] : [codePart('why', why)]),
      ...parts,
      ...(left === 0 ? [] : [{ name: 'entriesLeftOut', valueInteger: left }]),
      ...(unseen === 0 ? [] : [flagPart('hiddenPolicy', true)]),
      ...withheld
        .filter(({ grant }) => policyOf(grant) !== undefined)
        .slice(0, MOST_ENTRIES)
        .map(({ grant, expression, why: reason, text }): Part => {
          const policy = policyOf(grant)
          const place = [...policyParts(policy), ...placeParts(policy, expression)]
          return { name: 'withheld', part: [...place, codePart('why', reason), textPart('text', text)] }
        }),
    ],
  }
}

function policyParts(policy: SeenPolicy | undefined): readonly Part[] {
  if (policy === undefined) return []
  if (policy.is === 'role') return [textPart('role', policy.name)]
  if (policy.is === 'draft') return [flagPart('draft', true)]
  const { id = '', name } = policy.resource
  return [referencePart('policy', `AccessPolicy/${id}`, name), { name: 'version', valueInteger: policy.version }]
}

/** Where the entry is, and what it says. */
function placeParts(policy: SeenPolicy | undefined, expression: string): readonly Part[] {
  const index = /\[(\d+)\]/.exec(expression)?.[1]
  const entry =
    policy === undefined || policy.is === 'role' || index === undefined
      ? undefined
      : policy.resource.resource?.[Number(index)]
  return [
    textPart('expression', expression),
    ...(index === undefined ? [] : [{ name: 'index', valueInteger: Number(index) }]),
    ...(entry === undefined ? [] : [textPart('text', JSON.stringify(entry))]),
  ]
}

/** The smallest change that would allow it. What policies say is left out where the asker may not read them. */
function remedyPart({ said, seen, interaction, resourceType }: Telling): Part {
  const { remedy, holders } = said
  if (!remedy.possible)
    return {
      name: 'remedy',
      part: [flagPart('possible', false), codePart('why', remedy.why), textPart('text', neverText(remedy.why))],
    }
  const changes = remedy.changes.map((change): Part => {
    if (!('grant' in change)) return changePart(change, undefined)
    const holder = holders.find(({ whose }) => whose.join() === change.whose.join())
    const policy = seen.get(holder?.given[change.grant]?.id ?? '')
    if (policy !== undefined) return changePart(change, policyParts(policy)[0])
    const text = `Ask an administrator of the project to allow \`${interaction}\` on ${resourceType}.`
    return {
      name: 'change',
      part: [codePart('code', 'ask_administrator'), whosePart(change.whose), textPart('text', text)],
    }
  })
  return { name: 'remedy', part: [flagPart('possible', true), ...changes] }
}

/**
 * The explanation up to the first holder who may not do it, where policies are hidden: a client learns of the rights of the
 * person for whom it acts only what its own refusals tell.
 */
function withoutLater(said: Explanation, seen: SeenPolicies): Explanation {
  const at = said.holders.findIndex(({ allowed }) => !allowed)
  if (at < 0 || said.holders.every((holder) => isSeenWhole(holder, seen))) return said
  const holders = said.holders.slice(0, at + 1)
  const isTold = ({ whose }: { readonly whose: Whose }): boolean =>
    holders.some((one) => one.whose.join() === whose.join())
  const { remedy } = said
  return {
    ...said,
    holders,
    scopes: said.scopes.filter(isTold),
    remedy: remedy.possible ? { possible: true, changes: remedy.changes.filter(isTold) } : remedy,
  }
}
