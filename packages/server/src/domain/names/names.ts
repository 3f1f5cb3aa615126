import { decide } from '@damson/access'
import {
  type AccessPolicy,
  type ClientApplication,
  type DomainConfiguration,
  isResourceType,
  type Project,
  type ProjectIdentityProvider,
  type ProjectMembership,
  type User,
} from '@damson/fhir'
import type { Tx } from '#base/db'
import { isUuid } from '#base/random'
import { inSlices } from '#base/slices'
import type { Grantee } from '#domain/access'
import { CONSOLE_NAME, STORED_CONSOLE } from '#domain/clients'
import { fullName, staffOfAccounts } from '#domain/memberships'
import { findReachable, resourceOf, type Stored } from '#domain/resources'

/** A reference, with the name of its target if the reader may see it. */
export interface Named {
  readonly reference: string
  readonly display?: string | undefined
  readonly email?: string | undefined
}

export interface Names {
  of(reference: string): Named
  /** The patients whose records the names come from: the audit has to name them. */
  readonly patients: readonly string[]
}

/** Resources are read in pieces of this size, up to this many characters in all. Names beyond that are left out. */
const PIECE = 32
const MOST_CHARACTERS = 32_000_000

/** The console is no resource of any project, and everybody knows what it is called. */
const BUILT_IN: ReadonlyMap<string, Named> = new Map([
  [`ClientApplication/${STORED_CONSOLE}`, { reference: `ClientApplication/${STORED_CONSOLE}`, display: CONSOLE_NAME }],
])

/**
 * The names of people, clients, Bots, policies and projects, and the addresses of accounts, as far as the reader's policy
 * allows. A membership goes by the name of its profile.
 */
export async function namesFor(
  tx: Tx,
  grantee: Pick<Grantee, 'access' | 'project'>,
  references: Iterable<string>,
): Promise<Names> {
  const idsByType = Map.groupBy(new Set(references), (reference) => reference.split('/')[0] ?? '')
  const named = new Map<string, Named>()
  const profiles = new Map<string, string>()
  const patients: string[] = []
  let characters = 0
  for (const [type, ofType] of idsByType) {
    if (!isResourceType(type)) continue
    // Nobody searches projects: their own is read.
    const interaction = type === 'Project' ? 'read' : 'search'
    const decision = decide(grantee.access, { interaction, resourceType: type })
    if (decision.verdict === 'deny') continue
    const ids = ofType.map((reference) => reference.split('/')[1] ?? '')
    for (let from = 0; from < ids.length && characters <= MOST_CHARACTERS; from += PIECE) {
      const piece = ids.slice(from, from + PIECE)
      const shown = await findReachable(tx, grantee.project, type, piece, decision.narrowing)
      if (type === 'ProjectMembership') for (const one of shown) profiles.set(`${type}/${one.id}`, profileOf(one))
      else for (const one of await inSlices(readNames(shown))) named.set(one.reference, one)
      characters += shown.reduce((sum, { content }) => sum + content.length, 0)
      patients.push(...shown.flatMap((one) => one.patients))
    }
  }
  const ofProfiles = profiles.size === 0 ? undefined : await namesFor(tx, grantee, profiles.values())
  return {
    of(reference) {
      const profile = profiles.get(reference)
      if (profile !== undefined && ofProfiles !== undefined) return { ...ofProfiles.of(profile), reference }
      return named.get(reference) ?? BUILT_IN.get(reference) ?? { reference }
    },
    patients: [...patients, ...(ofProfiles?.patients ?? [])],
  }
}

/**
 * The same, and accounts go by the name of whom they are on the staff of this project: those of people who registered with the
 * server are no resources of any project. Only for readers of the membership that ties the two, and never by a patient's
 * record.
 */
export async function namesWithAccounts(
  tx: Tx,
  grantee: Pick<Grantee, 'access' | 'project'>,
  references: readonly string[],
): Promise<Names> {
  const names = await namesFor(tx, grantee, references)
  const nameless = new Set(references.filter((one) => one.startsWith('User/') && names.of(one).email === undefined))
  const profiles = await staffProfiles(tx, grantee, [...nameless])
  if (profiles.size === 0) return names
  const ofProfiles = await namesFor(tx, grantee, profiles.values())
  return {
    of(reference) {
      const profile = profiles.get(reference)
      return profile === undefined ? names.of(reference) : { ...ofProfiles.of(profile), reference }
    },
    patients: [...names.patients, ...ofProfiles.patients],
  }
}

/** Who accounts are on the staff of the project, as far as the reader may see their memberships. */
async function staffProfiles(
  tx: Tx,
  { access, project }: Pick<Grantee, 'access' | 'project'>,
  accounts: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  const type = 'ProjectMembership'
  const may = decide(access, { interaction: 'search', resourceType: type })
  const userIds = accounts.map((account) => account.split('/')[1] ?? '').filter(isUuid)
  if (may.verdict === 'deny' || userIds.length === 0) return found
  const ids = (await staffOfAccounts.rows(tx, project, userIds)).map(({ id }) => id)
  for (let from = 0; from < ids.length; from += PIECE) {
    const some = ids.slice(from, from + PIECE)
    for (const shown of await findReachable(tx, project, type, some, may.narrowing)) {
      const membership = resourceOf<ProjectMembership>(shown)
      const [account, profile] = [membership?.user?.reference, membership?.profile.reference]
      if (account !== undefined && profile !== undefined) found.set(account, profile)
    }
  }
  return found
}

const profileOf = (membership: Stored): string => resourceOf<ProjectMembership>(membership)?.profile.reference ?? ''

function* readNames(shown: readonly Stored[]): Generator<undefined, readonly Named[], undefined> {
  const named: Named[] = []
  for (const stored of shown) {
    named.push({ reference: `${stored.type}/${stored.id}`, ...shownOf(stored) })
    yield
  }
  return named
}

function shownOf(stored: Stored): Pick<Named, 'display' | 'email'> {
  switch (stored.type) {
    case 'User':
      return { email: resourceOf<User>(stored)?.email }
    case 'AccessPolicy':
    case 'ClientApplication':
    case 'Bot':
    case 'Project':
      return { display: resourceOf<AccessPolicy | ClientApplication | Project>(stored)?.name }
    case 'ProjectIdentityProvider':
      return { display: resourceOf<ProjectIdentityProvider>(stored)?.identityProvider?.name }
    case 'DomainConfiguration':
      return { display: resourceOf<DomainConfiguration>(stored)?.domain }
    default: {
      const profile = resourceOf<Parameters<typeof fullName>[0] & object>(stored)
      const email = profile?.telecom?.find(({ system }) => system === 'email')?.value
      return { display: fullName(profile), email }
    }
  }
}
