import type { Decision, Denial, Permit } from './decision.ts'
import type { Access } from './effective-access.ts'
import type { Interaction } from './interactions.ts'

/**
 * Decides whether a member may do something with a type, and with which of its resources.
 *
 * For a request that does several things at once (an upsert; a patch, which returns the resource), ask for each, or use
 * `decideAll`. A permit alone is not enough: apply its `narrowing` to the resources, stored and new.
 *
 * @example
 * ```ts
 * const decision = decide(access, { interaction: 'read', resourceType: 'Observation' })
 * if (decision.verdict === 'deny') return { status: 403, text: decision.hint }
 * const found = await readNarrowed('Observation', '123', decision.narrowing)
 * ```
 */
export function decide(
  access: Access,
  asked: { readonly interaction: Interaction; readonly resourceType: string },
): Decision {
  return access.table.row(asked.resourceType)[asked.interaction]
}

/** Permits for all the interactions, each with its own narrowing. */
export interface PermitAll<I extends Interaction> {
  readonly verdict: 'permit'
  readonly permits: Readonly<Record<I, Permit>>
}

/**
 * Decides on a request that needs several interactions: permits all of them, or returns the first denial.
 *
 * @example
 * ```ts
 * const upsert = decideAll(access, { interactions: ['search', 'create', 'update'], resourceType: 'Patient' })
 * if (upsert.verdict === 'permit') await upsertNarrowed(patient, upsert.permits.update.narrowing)
 * ```
 */
export function decideAll<const I extends Interaction>(
  access: Access,
  asked: { readonly interactions: readonly [I, ...I[]]; readonly resourceType: string },
): PermitAll<I> | Denial {
  const row = access.table.row(asked.resourceType)
  const permits: [I, Permit][] = []
  for (const interaction of asked.interactions) {
    const decision = row[interaction]
    if (decision.verdict === 'deny') return decision
    permits.push([interaction, decision])
  }
  return { verdict: 'permit', permits: Object.fromEntries(permits) as Record<I, Permit> }
}
