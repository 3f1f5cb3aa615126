import type { ClientApplication, Project } from '@damson/fhir'
import type { Keyring } from '#base/crypto'
import type { Tx } from '#base/db'
import { uuid } from '#base/random'
import { storeShippedPolicies } from '#domain/access'
import { createMembership, createProfile } from '#domain/memberships'
import { CODE_FOR_PATIENTS, MACHINES_ASK } from '#domain/projects'
import { createGated, type Gates, replaceGated } from '#domain/resources'
import type { Invalidation } from '#domain/revocation'
import { createClient } from './principals.ts'

export interface NewProjectDraft {
  readonly name: string
  readonly userId: string
  readonly firstName: string
  readonly lastName: string
  readonly email: string | undefined
  /** Whether the policy of its administrators includes patients' records. */
  readonly charts: boolean
  /** Where the first client sends people back to; left out until an administrator registers an address. */
  readonly redirectUri?: string
}

export interface MadeProject {
  readonly project: string
  readonly membershipId: string
  readonly profile: string
  /** Its first client. */
  readonly clientId: string
  readonly invalidations: readonly Invalidation[]
}

interface ProjectGates {
  readonly gates: Gates
  readonly ownerGates: Gates
}

/**
 * Makes a project with its initial contents: visible default policies, its maker's profile and admin membership, and a
 * public first client.
 */
export async function makeProject(
  tx: Tx,
  gates: ProjectGates,
  keyring: Keyring,
  draft: NewProjectDraft,
  now: Date,
): Promise<MadeProject> {
  const { userId, firstName, lastName, email, charts } = draft
  const { project, invalidations } = await projectWithDefaults(tx, gates.gates, draft, now)
  const person = { project, type: 'Practitioner', firstName, lastName, email, author: 'system' } as const
  const { id } = await createProfile(tx, gates.gates, person, now)
  const profile = `Practitioner/${id}`
  const owner = {
    project,
    user: `User/${userId}`,
    profile,
    admin: true,
    // With charts, the policy alone makes an owner, as in projects from before there were roles.
    ...(!charts && { adminRole: 'owner' as const }),
    author: 'system',
  }
  const membership = await must(createMembership(tx, gates.ownerGates, owner, now))
  const client = await must(
    createClient(tx, gates.gates, keyring, { project, resource: firstClient(draft), author: profile }, now),
  )
  const membershipId = membership.stored.id
  return {
    project,
    membershipId,
    profile,
    clientId: client.client.stored.id,
    invalidations: [...invalidations, ...membership.invalidations, ...client.invalidations],
  }
}

async function projectWithDefaults(
  tx: Tx,
  gates: Gates,
  { name, userId, charts }: NewProjectDraft,
  now: Date,
): Promise<{ readonly project: string; readonly invalidations: readonly Invalidation[] }> {
  const project = uuid()
  const resource: Project = {
    resourceType: 'Project',
    name,
    status: 'active',
    strictMode: true,
    owner: { reference: `User/${userId}` },
    setting: [CODE_FOR_PATIENTS, MACHINES_ASK],
  }
  const draft = { project, type: 'Project', id: project, author: 'system' }
  const { stored } = await must(createGated(tx, gates, { ...draft, resource }, now))
  const defaults: Project = {
    ...resource,
    defaultAccessPolicies: [...(await storeShippedPolicies(tx, gates, project, now, { charts }))],
  }
  const { invalidations } = await must(replaceGated(tx, gates, stored, { ...draft, resource: defaults }, now))
  return { project, invalidations }
}

function firstClient({ name, redirectUri }: NewProjectDraft): ClientApplication {
  return {
    resourceType: 'ClientApplication',
    name: `${name} Default Client`,
    kind: 'app',
    tokenEndpointAuthMethod: 'none',
    firstParty: true,
    ...(redirectUri !== undefined && { redirectUris: [redirectUri], ...originOf(redirectUri) }),
  }
}

/** An app in a browser reads answers from the page that people come back to. */
function originOf(uri: string): Pick<ClientApplication, 'allowedOrigin'> {
  const { protocol, origin } = new URL(uri)
  return /^https?:$/.test(protocol) ? { allowedOrigin: [origin] } : {}
}

/** The server's own writes are never refused; a refusal is a bug. */
async function must<T>(
  write: Promise<
    { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: { readonly code: string } }
  >,
): Promise<T> {
  const written = await write
  if (!written.ok) throw new Error(`a new project was refused: ${written.refusal.code}`)
  return written.value
}
