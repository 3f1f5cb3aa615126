import type { CompiledPolicy } from '@damson/access'
import { accepted, type Result, refused } from '@damson/fhir'
import type { Clock } from '#base/clock'
import type { Db } from '#base/db'
import { isUuid } from '#base/random'
import { COMPLIANT_DEVICE } from '#domain/logins'
import type { PrincipalRow } from './access.store.ts'
import type { Acting } from './acting.ts'
import type { ActingRefusal } from './acting-refusals.ts'
import type { Grantee, GranteeRefusal } from './grantee.ts'
import { refusalFor } from './grantee-refusals.ts'
import { type Simulated, simulatedOf, withinScopes } from './made-grantee.ts'
import { principalOfMembership } from './member.store.ts'

/** What others could do, for an administrator who asks. Nothing of it is a sign-in, cached or noted. */
export interface SimulatedGrantees {
  /** What a member could do: without a sign-in, with the scope and the policy that are tried. */
  simulated(member: SimulatedMember): Promise<Result<Simulated, GranteeRefusal>>
  /** What a client could do for a member. */
  simulatedActing(member: SimulatedMember, clientId: string): Promise<Result<Simulated, ActingRefusal | GranteeRefusal>>
}

/** A member about whom somebody else asks. */
export interface SimulatedMember {
  readonly project: string
  readonly membershipId: string
  readonly scope?: string | undefined
  readonly patient?: string | undefined
  /** Stands in the place of the stored policy with its id; of no such policy: it is tried alone. */
  readonly draft?: { readonly id: string; readonly compiled: CompiledPolicy; readonly wildcard: boolean } | undefined
}

interface SimulatedDeps {
  readonly db: Db
  readonly clock: Clock
  readonly alive: (row: PrincipalRow | undefined, now: Date) => Result<PrincipalRow, GranteeRefusal>
  readonly clientOf: (clientId: string, scope: string) => Promise<Result<Grantee, GranteeRefusal>>
  readonly wouldBe: Acting['wouldBe']
}

export function createSimulated({ db, clock, alive, clientOf, wouldBe }: SimulatedDeps): SimulatedGrantees {
  return {
    async simulated({ project, membershipId, scope = '', patient, draft }) {
      const row = isUuid(membershipId) ? await principalOfMembership.maybeOne(db, { project, membershipId }) : undefined
      // Whether somebody vouches for a device is a matter of the sign-in.
      const found = alive(row && { ...row, scope, patient: patient ?? null, factors: [COMPLIANT_DEVICE] }, clock.now())
      const policy = draft && { ...draft, version: 0, isDraft: true }
      return found.ok ? accepted(await simulatedOf(db, found.value, policy)) : found
    },
    async simulatedActing({ project, membershipId, scope, patient }, clientId) {
      const client = isUuid(clientId) ? await clientOf(clientId, '') : refused(refusalFor('unknown_login'))
      if (!client.ok) return client
      if (client.value.project !== project) return refused(refusalFor('unknown_login'))
      const found = await wouldBe(client.value, membershipId)
      if (!found.ok || scope === undefined) return found
      return accepted({ ...found.value, access: withinScopes(found.value.access, [scope], patient, undefined) })
    },
  }
}
