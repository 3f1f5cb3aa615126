import { type Condition, isResourceType, type ResourceType } from '@damson/fhir'
import { closedTypes } from './closed-types.ts'
import { anyOf, everyOf } from './conjuncts.ts'
import type { Decision, Denial } from './decision.ts'
import { type HeldInteraction, type Interaction, type PolicyInteraction, policyInteractions } from './interactions.ts'

/** A right that a member holds: bound to its holder, and within what the holder may be granted at all. */
export interface HeldEntry {
  readonly resourceType: ResourceType | '*'
  readonly interactions: ReadonlySet<HeldInteraction>
  /** All must hold; none means every resource of the type. */
  readonly conjuncts: readonly Condition[]
  /** The account that goes with what is created through this entry. */
  readonly account?: string
  /** Held by `fhirUser`: nothing that is kept under the resource comes with it. */
  readonly alone?: true
}

/** The decisions on one type. */
export type Row = Readonly<Record<Interaction, Decision>>

/**
 * The decisions of one member by type. A row is worked out when its type is first asked for and kept, so that a
 * decision is two look-ups; there are no more rows than resource types.
 */
export class DecisionTable {
  readonly entries: readonly HeldEntry[]
  readonly #byType: ReadonlyMap<string, readonly HeldEntry[]>
  readonly #rows = new Map<string, Row>()
  readonly #refusing: Row | undefined
  /** What its holder may do without the scopes that made this table smaller. */
  readonly #unscoped: DecisionTable | undefined

  /** @param refusing  The one answer to everything, for a member who holds no policy. */
  constructor(entries: readonly HeldEntry[], refusing?: Row, unscoped?: DecisionTable) {
    this.entries = entries
    this.#byType = Map.groupBy(entries, ({ resourceType }) => resourceType)
    this.#refusing = refusing
    this.#unscoped = unscoped
  }

  /** A table of one who holds no policy at all. */
  static refusing(denial: Denial): DecisionTable {
    return new DecisionTable(
      [],
      rowOf(() => Object.freeze(denial)),
    )
  }

  /** A table that scopes made smaller: it tells what they took away from what was never there. */
  static within(table: DecisionTable, entries: readonly HeldEntry[]): DecisionTable {
    return new DecisionTable(entries, table.#refusing, table)
  }

  row(resourceType: string): Row {
    return this.#refusing ?? this.#rows.get(resourceType) ?? this.#work(resourceType)
  }

  /** The entries that cover a type; for `*` only those that cover every type. */
  entriesFor(resourceType: string): readonly HeldEntry[] {
    const named = this.#byType.get(resourceType) ?? []
    if (resourceType === '*' || closedTypes.has(resourceType)) return named
    return [...named, ...(this.#byType.get('*') ?? [])]
  }

  #work(resourceType: string): Row {
    if (!isResourceType(resourceType)) return unknownType
    const entries = this.entriesFor(resourceType)
    const unscoped = this.#unscoped?.row(resourceType)
    const row = rowOf((interaction) => {
      const decision = decideOn(resourceType, interaction, entries)
      const isTakenAway = decision.verdict === 'deny' && unscoped?.[interaction].verdict === 'permit'
      return isTakenAway ? outOfScope(resourceType, interaction) : decision
    })
    this.#rows.set(resourceType, row)
    return row
  }
}

function decideOn(resourceType: string, interaction: Interaction, entries: readonly HeldEntry[]): Decision {
  // Damson runs nothing but Bots, and who may read a Bot's definition may run it (the wire's rule).
  const asked = interaction === 'execute' || interaction === 'guard' ? 'read' : interaction
  const isRunnable = interaction !== 'execute' || resourceType === 'Bot'
  const isHeld = ({ interactions, alone }: HeldEntry): boolean =>
    interactions.has(asked) && !(alone === true && interaction === 'guard')
  const matching = isRunnable ? entries.filter(isHeld) : []
  if (matching.length === 0) return deny(resourceType, interaction, entries.length > 0)

  const narrowing = anyOf(matching.map(({ conjuncts }) => everyOf(conjuncts)))
  // As on the wire the last account wins, but among the grants that allow this creation, not among all.
  const account = interaction === 'create' ? matching.findLast((entry) => entry.account)?.account : undefined
  return Object.freeze({ verdict: 'permit', narrowing, ...(account !== undefined && { account }) })
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

function policyWord(interaction: HeldInteraction): PolicyInteraction {
  return interaction === 'history-type' ? 'history' : interaction
}

function outOfScope(resourceType: string, interaction: Interaction): Denial {
  const hint = `The scope of this token does not allow \`${interaction}\` on ${resourceType}, though the access policy does: let the app ask for a scope that does.`
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
