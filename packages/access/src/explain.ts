import { type Condition, isResourceType } from '@damson/fhir'
import { conjunctsOf } from './conjuncts.ts'
import type { Decision, DenialReason } from './decision.ts'
import type { DecisionTable, GivenPolicy, Holder, Origin } from './decision-table.ts'
import type { Access } from './effective-access.ts'
import type { EntrySource } from './held-entry.ts'
import { type Phrase, phraseOf } from './narrowing-words.ts'
import {
  type Asked,
  type AskedResource,
  bothRemedies,
  isClosed,
  NOTHING_TO_CHANGE,
  policyRemedy,
  type Remedy,
  type Whose,
  wordOf,
} from './remedy.ts'
import type { Withheld } from './withheld.ts'

/** Why a request is allowed or not: every part is taken from the decisions that `decide` is made of. */
export interface Explanation {
  /** Of the resource, if one was given; otherwise whether any resource of the type could be. */
  readonly allowed: boolean
  /** What `decide` answers. */
  readonly decision: Decision
  /** Why not. `outside_criteria`: the type is allowed, the resource is not among those that are. */
  readonly why?: DenialReason | 'outside_criteria'
  /** For which resources it is allowed; undefined if for none. */
  readonly narrowing?: Phrase
  /** What the policies of each holder say: one, or two if a client acts for a person or a Bot runs for its caller. */
  readonly holders: readonly HolderPart[]
  /** What scopes took away, the innermost first. */
  readonly scopes: readonly ScopePart[]
  /** What two holders cannot do together though each may: their policies name two accounts, or the type is closed to Bots. */
  readonly together: readonly SharingPart[]
  /** The smallest change that would allow it; nothing if it is allowed. */
  readonly remedy: Remedy
}

/** The policies of one holder. */
export interface HolderPart {
  readonly whose: Whose
  /** The policies by their grants. */
  readonly given: readonly GivenPolicy[]
  readonly allowed: boolean
  readonly why?: DenialReason | 'outside_criteria'
  /** The entry that decided: the first that allows it for the resource, or without a resource the widest. */
  readonly decidedBy?: EntrySource
  /** All entries that allow the interaction on the type. */
  readonly entries: readonly EntryPart[]
  /** What the policies say about it, but do not give. */
  readonly withheld: readonly Withheld[]
}

export interface EntryPart extends EntrySource {
  readonly narrowing: Phrase
  /** Whether it covers the resource; undefined without a resource. */
  readonly covers?: boolean
}

/** The scopes of one token. */
export interface ScopePart {
  readonly whose: Whose
  /** Of several scopes that narrow each other: how many narrow this one's further. */
  readonly within: number
  /** `none`: they take nothing away. `narrowed`: some resources. `refused`: all of them, or the resource that was asked for. */
  readonly took: 'none' | 'narrowed' | 'refused'
  /** The scopes that allow the interaction on the type. */
  readonly ways: readonly { readonly scope: string; readonly narrowing: Phrase; readonly covers?: boolean }[]
}

export interface SharingPart {
  readonly whose: Whose
  readonly why: 'two_accounts' | 'closed_to_bots'
}

/**
 * Explains a decision: whether it is allowed, the entry that decided, what scopes and acting for a person took away, and the
 * smallest change that would allow it. It decides nothing itself: `allowed` is the answer of `decide`, asked of the resource.
 *
 * @example
 * ```ts
 * const { allowed, holders, remedy } = explain(access, { interaction: 'update', resourceType: 'Observation' })
 * ```
 *
 * @param asked.resource  If given, the question is about this one.
 */
export function explain(access: Access, asked: Asked): Explanation {
  const { table } = access
  const decision = table.row(asked.resourceType)[asked.interaction]
  const parts = partsOf(table, asked, [], 0)
  const why = whyNot(decision, asked.resource)
  return {
    allowed: why === undefined,
    decision,
    ...(why !== undefined && { why }),
    ...(decision.verdict === 'permit' && { narrowing: phraseOf(decision.narrowing) }),
    holders: parts.holders,
    scopes: parts.scopes,
    together: parts.together,
    remedy: why === undefined ? NOTHING_TO_CHANGE : parts.remedy,
  }
}

type Parts = Pick<Explanation, 'holders' | 'scopes' | 'together' | 'remedy'>

function partsOf(table: DecisionTable, asked: Asked, whose: Whose, within: number): Parts {
  const { origin } = table
  if (!isResourceType(asked.resourceType))
    return { holders: [], scopes: [], together: [], remedy: { possible: false, why: 'unknown_type' } }
  switch (origin.made) {
    case 'policies':
      return holderParts(table, origin.holder, asked, whose)
    case 'scopes':
      return scopeParts(origin, asked, whose, within)
    case 'sharing':
      return sharedParts(origin, asked, whose)
  }
}

function holderParts(table: DecisionTable, holder: Holder, asked: Asked, whose: Whose): Parts {
  const { interaction, resourceType, resource } = asked
  const why = whyNot(table.row(resourceType)[interaction], resource)
  const allowed = new Set(table.allowing(resourceType, interaction))
  // In the order in which the policies have them.
  const allowing = table.entries
    .filter((entry) => allowed.has(entry))
    .map((entry) => ({
      entry,
      isWhole: conjunctsOf(entry.demand).length === 0,
      covers: resource?.satisfies(entry.demand),
    }))
  const decided =
    resource === undefined
      ? (allowing.find(({ isWhole }) => isWhole) ?? allowing[0])
      : allowing.find(({ covers }) => covers === true)
  const word = wordOf(interaction)
  const part: HolderPart = {
    whose,
    given: holder.given,
    allowed: why === undefined,
    ...(why !== undefined && { why }),
    ...(decided !== undefined && { decidedBy: decided.entry.source }),
    entries: allowing.map(({ entry, covers }) => ({
      ...entry.source,
      narrowing: phraseOf(entry.demand),
      ...(covers !== undefined && { covers }),
    })),
    withheld: holder.withheld.filter(
      ({ interactions, resourceType: type }) => interactions.includes(word) && coversType(type, resourceType),
    ),
  }
  const remedy = why === undefined ? NOTHING_TO_CHANGE : policyRemedy(table, holder, asked, whose)
  return { holders: [part], scopes: [], together: [], remedy }
}

/** The account of a whole policy has no type. */
const coversType = (written: string | undefined, resourceType: string): boolean =>
  written === undefined || written === resourceType || (written === '*' && !isClosed(resourceType))

function scopeParts(
  { of, scoping }: Extract<Origin, { made: 'scopes' }>,
  asked: Asked,
  whose: Whose,
  within: number,
): Parts {
  const { interaction, resourceType, resource } = asked
  const inner = partsOf(of, asked, whose, within + 1)
  const ways = scoping.ways(resourceType, interaction).map(({ scope, demand }) => ({
    scope,
    demand,
    covers: resource?.satisfies(demand),
  }))
  const isAllowed = ways.some(({ covers }) => covers !== false)
  const isWhole = ways.some(({ demand }) => conjunctsOf(demand).length === 0)
  const part: ScopePart = {
    whose,
    within,
    took: isAllowed ? (isWhole ? 'none' : 'narrowed') : 'refused',
    ways: ways.map(({ scope, demand, covers }) => ({
      scope,
      narrowing: phraseOf(demand),
      ...(covers !== undefined && { covers }),
    })),
  }
  const isOwn = (own: Condition): boolean => resource === undefined || resource.satisfies(own)
  const change = { code: 'add_scope', whose, within, scope: scoping.missing(resourceType, interaction, isOwn) } as const
  const remedy: Remedy = isAllowed ? NOTHING_TO_CHANGE : { possible: true, changes: [change] }
  return { ...inner, scopes: [...inner.scopes, part], remedy: bothRemedies(inner.remedy, remedy) }
}

function sharedParts({ one, other, sharing }: Extract<Origin, { made: 'sharing' }>, asked: Asked, whose: Whose): Parts {
  const { interaction, resourceType } = asked
  const first = partsOf(one, asked, [...whose, sharing.names[0]], 0)
  const second = partsOf(other, asked, [...whose, sharing.names[1]], 0)
  const isClosedToBots = sharing.closed !== undefined && isClosed(resourceType)
  const [ofOne, ofOther] = [accountIn(one, resourceType), accountIn(other, resourceType)]
  const isRefusedTogether =
    interaction === 'create' && ofOne !== undefined && ofOther !== undefined && ofOne !== ofOther && !isClosedToBots
  const together: readonly SharingPart[] = isClosedToBots
    ? [{ whose, why: 'closed_to_bots' }]
    : isRefusedTogether
      ? [{ whose, why: 'two_accounts' }]
      : []
  const own: Remedy = isClosedToBots
    ? { possible: false, why: 'closed_to_bots' }
    : { possible: true, changes: isRefusedTogether ? [{ code: 'one_account', whose }] : [] }
  return {
    holders: [...first.holders, ...second.holders],
    scopes: [...first.scopes, ...second.scopes],
    together: [...first.together, ...second.together, ...together],
    remedy: bothRemedies(bothRemedies(first.remedy, second.remedy), own),
  }
}

/** The account that the policies behind a table give a new resource, whatever scopes say. */
function accountIn(table: DecisionTable, resourceType: string): string | undefined {
  const { origin } = table
  if (origin.made === 'scopes') return accountIn(origin.of, resourceType)
  if (origin.made === 'sharing') return accountIn(origin.one, resourceType) ?? accountIn(origin.other, resourceType)
  const decision = table.row(resourceType).create
  return decision.verdict === 'permit' ? decision.account : undefined
}

function whyNot(decision: Decision, resource: AskedResource | undefined): Explanation['why'] {
  if (decision.verdict === 'deny') return decision.why
  return resource === undefined || resource.satisfies(decision.narrowing) ? undefined : 'outside_criteria'
}
