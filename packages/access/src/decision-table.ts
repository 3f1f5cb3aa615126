import { type Condition, isResourceType, type ResourceType } from '@damson/fhir'
import { closedTypes } from './closed-types.ts'
import { anyOf, conjunctsOf, everyOf } from './conjuncts.ts'
import type { Decision, Denial } from './decision.ts'
import { DemandIndex } from './demand-index.ts'
import type { HeldEntry } from './held-entry.ts'
import { type HeldInteraction, type Interaction, type PolicyInteraction, policyInteractions } from './interactions.ts'
import type { Withheld } from './withheld.ts'

/** The decisions on one type. */
export type Row = Readonly<Record<Interaction, Decision>>

/** One scope that allows an interaction on a type, and for which resources. */
export interface ScopeWay {
  readonly scope: string
  readonly demand: Condition
}

/** How scopes reduce a table. */
export interface Scoping {
  /** The scopes that allow an interaction on a type. One of them must; none if there is none. */
  readonly ways: (resourceType: string, interaction: Interaction) => readonly ScopeWay[]
  /** The narrowest scope that would allow it, on the level of those that there are. `isOwn`: it is the launch patient's. */
  readonly missing: (resourceType: string, interaction: Interaction, isOwn: (own: Condition) => boolean) => string
  /** The entries of the reduced table one by one, for the rare question which rights could be granted with it. */
  readonly entries: (held: readonly HeldEntry[]) => readonly HeldEntry[]
}

/** A client and the person for whom it acts, or a Bot and its caller. */
export type HolderName = 'client' | 'person' | 'bot' | 'caller'

/** How the tables of two become one: what is said where one of them may not do something. */
export interface Sharing {
  /** What the two are called. */
  readonly names: readonly [one: HolderName, other: HolderName]
  readonly notTheOne: string
  readonly notTheOther: string
  readonly twoAccounts: string
  /** The answer for every closed type; undefined: as the two tables say. */
  readonly closed?: Denial
}

/** A policy that was given to a holder, as `explain` needs it. */
export interface GivenPolicy {
  readonly id?: string
  readonly byRole: boolean
  /** The account of new resources; `unbound` if it has no value, so that none can be created. */
  readonly account: 'none' | 'bound' | 'unbound'
}

/** Whose table it is, as `explain` needs it. */
export interface Holder {
  readonly admin: boolean
  readonly given: readonly GivenPolicy[]
  readonly withheld: readonly Withheld[]
  /** What the policies would give beside, if the membership had the admin flag. */
  readonly withFlag: readonly HeldEntry[]
}

/** What a table was made from, so that a decision can be explained by the decisions that it was made from. */
export type Origin =
  | { readonly made: 'policies'; readonly holder: Holder }
  | { readonly made: 'scopes'; readonly of: DecisionTable; readonly scoping: Scoping }
  | {
      readonly made: 'sharing'
      readonly one: DecisionTable
      readonly other: DecisionTable
      readonly sharing: Sharing
    }

/** A table that is worked out from others. */
interface Derived {
  readonly row: (resourceType: ResourceType) => Row
  readonly entries: () => readonly HeldEntry[]
}

/**
 * The decisions for one member by type. A row is worked out when its type is first asked for, and then kept, so that a
 * decision is two look-ups. There are at most as many rows as resource types.
 */
export class DecisionTable {
  readonly #own: readonly HeldEntry[]
  readonly #rows = new Map<string, Row>()
  readonly #refusing: Row | undefined
  readonly #derived: Derived | undefined
  #entries: readonly HeldEntry[] | undefined
  #byType: ReadonlyMap<string, readonly HeldEntry[]> | undefined
  #demands: DemandIndex | undefined
  readonly origin: Origin

  /** @param refusing  The answer to everything, for a member without a policy. */
  private constructor(origin: Origin, entries: readonly HeldEntry[], refusing?: Row, derived?: Derived) {
    this.origin = origin
    this.#own = entries
    this.#refusing = refusing
    this.#derived = derived
  }

  /** A table of what policies allow. */
  static of(entries: readonly HeldEntry[], holder: Holder): DecisionTable {
    return new DecisionTable({ made: 'policies', holder }, entries)
  }

  /** A table for a member without any policy. */
  static refusing(denial: Denial, holder: Holder): DecisionTable {
    return new DecisionTable({ made: 'policies', holder }, [], refusingRow(denial))
  }

  /** A table reduced by scopes. It distinguishes what the scopes took away from what was never granted. */
  static within(table: DecisionTable, scoping: Scoping): DecisionTable {
    return new DecisionTable({ made: 'scopes', of: table, scoping }, [], table.#refusing, {
      row: (resourceType) => scopedRow(resourceType, table, scoping),
      entries: () => scoping.entries(table.entries),
    })
  }

  /** A table of what two may both do. It has no entries: no right that it shows can be granted on. */
  static shared(one: DecisionTable, other: DecisionTable, sharing: Sharing): DecisionTable {
    return new DecisionTable({ made: 'sharing', one, other, sharing }, [], undefined, {
      row: (resourceType) =>
        sharing.closed !== undefined && closedTypes.has(resourceType)
          ? refusingRow(sharing.closed)
          : sharedRow(one.row(resourceType), other.row(resourceType), sharing),
      entries: () => [],
    })
  }

  get entries(): readonly HeldEntry[] {
    this.#entries ??= this.#derived?.entries() ?? this.#own
    return this.#entries
  }

  /** An index of the entries' conditions. Made when it is first used. */
  get demands(): DemandIndex {
    this.#demands ??= new DemandIndex(this.entries)
    return this.#demands
  }

  row(resourceType: string): Row {
    return this.#refusing ?? this.#rows.get(resourceType) ?? this.#work(resourceType)
  }

  /** The entries that cover a type; for `*`, only those that cover every type. */
  entriesFor(resourceType: string): readonly HeldEntry[] {
    this.#byType ??= Map.groupBy(this.entries, (entry) => entry.resourceType)
    const named = this.#byType.get(resourceType) ?? []
    if (resourceType === '*' || closedTypes.has(resourceType)) return named
    return [...named, ...(this.#byType.get('*') ?? [])]
  }

  /** The entries that allow an interaction on a type: each for the resources that meet its demand. */
  allowing(resourceType: string, interaction: Interaction): readonly HeldEntry[] {
    return allowingIn(this.entriesFor(resourceType), resourceType, interaction)
  }

  #work(resourceType: string): Row {
    if (!isResourceType(resourceType)) return unknownType
    const row =
      this.#derived === undefined
        ? ownRow(resourceType, this.entriesFor(resourceType))
        : this.#derived.row(resourceType)
    this.#rows.set(resourceType, row)
    return row
  }
}

function ownRow(resourceType: string, entries: readonly HeldEntry[]): Row {
  const narrowingOf = sharedNarrowing()
  return rowOf((interaction) => decideOn(resourceType, interaction, entries, narrowingOf))
}

/** Both the policies and a scope must allow it. */
function scopedRow(resourceType: string, unscoped: DecisionTable, scoping: Scoping): Row {
  const row = unscoped.row(resourceType)
  return rowOf((interaction) => {
    const decision = row[interaction]
    if (decision.verdict === 'deny') return decision
    const ways = scoping.ways(resourceType, interaction)
    if (ways.length === 0) return outOfScope(resourceType, interaction)
    const allowed = anyOf(ways.map(({ demand }) => demand))
    return Object.freeze({ ...decision, narrowing: both(decision.narrowing, allowed) })
  })
}

const refusingRow = (denial: Denial): Row => rowOf(() => Object.freeze(denial))

/** Both must be allowed it. */
function sharedRow(first: Row, second: Row, { notTheOne, notTheOther, twoAccounts }: Sharing): Row {
  return rowOf((interaction) => {
    const [one, other] = [first[interaction], second[interaction]]
    if (one.verdict === 'deny') return denialOf(notTheOne, one)
    if (other.verdict === 'deny') return denialOf(notTheOther, other)
    // A resource has one account, so it cannot be in those of both.
    if (one.account !== undefined && other.account !== undefined && one.account !== other.account)
      return Object.freeze({ verdict: 'deny', why: 'interaction_forbidden', hint: twoAccounts })
    const account = one.account ?? other.account
    const narrowing = both(one.narrowing, other.narrowing)
    return Object.freeze({ verdict: 'permit', narrowing, ...(account !== undefined && { account }) })
  })
}

const denialOf = (whose: string, { why, hint }: Denial): Denial =>
  Object.freeze({ verdict: 'deny', why, hint: `${whose} ${hint}` })

function both(narrowing: Condition, allowed: Condition): Condition {
  // A choice among many entries stays the same object: a store that has compiled it finds it again.
  if (narrowing.op === 'any') return { op: 'all', of: [narrowing, ...conjunctsOf(allowed)] }
  return everyOf([narrowing, allowed])
}

/** Interactions that the same entries allow share a narrowing, so that a store compiles it once. */
function sharedNarrowing(): (entries: readonly HeldEntry[]) => Condition {
  const known: { readonly entries: readonly HeldEntry[]; readonly narrowing: Condition }[] = []
  return (entries) => {
    const same = known.find(
      (one) => one.entries.length === entries.length && one.entries.every((entry, i) => entry === entries[i]),
    )
    if (same !== undefined) return same.narrowing
    const narrowing = anyOf(entries.map(({ demand }) => demand))
    known.push({ entries, narrowing })
    return narrowing
  }
}

/** Damson runs nothing but Bots. A member who may read a Bot's definition may run it (the wire's rule). */
export function heldAs(interaction: Interaction): HeldInteraction {
  return interaction === 'execute' || interaction === 'guard' ? 'read' : interaction
}

function allowingIn(
  entries: readonly HeldEntry[],
  resourceType: string,
  interaction: Interaction,
): readonly HeldEntry[] {
  const isRunnable = interaction !== 'execute' || resourceType === 'Bot'
  return isRunnable ? entries.filter(({ interactions }) => interactions.has(heldAs(interaction))) : []
}

function decideOn(
  resourceType: string,
  interaction: Interaction,
  entries: readonly HeldEntry[],
  narrowingOf: (entries: readonly HeldEntry[]) => Condition,
): Decision {
  const matching = allowingIn(entries, resourceType, interaction)
  if (matching.length === 0) return deny(resourceType, interaction, entries.length > 0)

  // As on the wire, the last account wins, but only among the grants that allow this creation.
  const account = interaction === 'create' ? matching.findLast((entry) => entry.account)?.account : undefined
  return Object.freeze({
    verdict: 'permit',
    narrowing: narrowingOf(matching),
    ...(account !== undefined && { account }),
  })
}

function deny(resourceType: string, interaction: Interaction, isTypeGranted: boolean): Denial {
  if (interaction === 'execute' && resourceType !== 'Bot') {
    return Object.freeze({
      verdict: 'deny',
      why: 'interaction_forbidden',
      hint: 'Only a Bot can be executed.',
    })
  }
  const needed = interaction === 'guard' || interaction === 'execute' ? 'read' : policyWord(interaction)
  if (isTypeGranted) {
    const hint = `No access policy of this membership allows \`${needed}\` on ${resourceType}. Ask a project administrator to add it to an entry for ${resourceType}.`
    return Object.freeze({ verdict: 'deny', why: 'interaction_forbidden', hint })
  }
  const wildcard = closedTypes.has(resourceType) ? ' An entry for `*` does not cover this type.' : ''
  const hint = `No access policy of this membership grants ${resourceType}.${wildcard} Ask a project administrator to add an entry that allows \`${needed}\`.`
  return Object.freeze({ verdict: 'deny', why: 'type_forbidden', hint })
}

/** A policy's word for what is held. */
export function policyWord(interaction: HeldInteraction): PolicyInteraction {
  return interaction === 'history-type' ? 'history' : interaction
}

function outOfScope(resourceType: string, interaction: Interaction): Denial {
  const hint = `The scope of this token does not allow \`${interaction}\` on ${resourceType}, but the access policy does: let the app ask for a scope that allows it.`
  return Object.freeze({ verdict: 'deny', why: 'scope_forbidden', hint })
}

function rowOf(decision: (interaction: Interaction) => Decision): Row {
  const row = Object.fromEntries(
    [...policyInteractions, 'history-type' as const, 'execute' as const, 'guard' as const].map((one) => [
      one,
      decision(one),
    ]),
  )
  return Object.freeze(row) as Row
}

const unknownType = rowOf(() =>
  Object.freeze({ verdict: 'deny', why: 'type_forbidden', hint: 'There is no such resource type.' }),
)
