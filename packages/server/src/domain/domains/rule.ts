import type { Tx } from '#base/db'
import { isUuid } from '#base/random'
import type { Client } from '#domain/clients'
import type { MembershipRow } from '#domain/memberships'
import { SYSTEM_PROJECT } from '#domain/projects'
import {
  type ClientRule,
  type DomainRule,
  type MethodRefusal,
  methodProblem,
  providerOfClient,
  providerOfDomain,
} from './allowed.ts'
import { domainOfEmail } from './domain-name.ts'
import {
  anyDomain,
  emergencyAmong,
  emergencyOf,
  heldRuleById,
  heldRulesOfDomain,
  type RuleRow,
  ruleById,
  rulesOfDomain,
} from './domains.store.ts'

/** How and where somebody asks to sign in, before anything about their account is looked up. */
export interface AskedWay {
  /** The identity provider that vouches for them; undefined where Damson proves who they are itself. */
  readonly providerKey: string | undefined
  readonly client: Client | undefined
  /** A project's id; `new` or undefined where none is settled. */
  readonly project: string | undefined
  readonly email: string | null | undefined
}

/**
 * Why a method may not be used for an address, told by the app and the address's domain alone: whether there is an
 * account does not matter, nor is it looked up. Undefined: it may.
 */
export async function addressProblem(
  tx: Tx,
  { providerKey, client, project, email }: AskedWay,
): Promise<MethodRefusal | undefined> {
  const rules = await rulesFor(tx, email, [project])
  const vouching = await vouchingDomain(tx, providerKey)
  const domain = ruleIn(rules, project)
  return methodProblem({ providerKey, client: ruleOfClient(client), domain, vouching, isEmergency: false })
}

/** Why a provider may sign in nobody at all to an app, whatever their address; undefined: that depends on who it is. */
export async function providerUseProblem(
  tx: Tx,
  providerKey: string,
  client: Client | undefined,
): Promise<MethodRefusal | undefined> {
  // A domain that is held to it decides for its addresses in any app.
  if (await isHeldToProvider(tx, providerKey)) return undefined
  return methodProblem({ providerKey, client: ruleOfClient(client), domain: undefined, isEmergency: false })
}

/**
 * The membership that may sign in with a password all the same, of those whom an address's domain refuses. It gets the same
 * answer as everybody else until its own password is right: nobody learns by asking whose it is.
 */
export async function emergencyFor(
  tx: Tx,
  { why }: MethodRefusal,
  project: string | undefined,
): Promise<{ readonly id: string; readonly userId: string } | undefined> {
  if (why !== 'domain_provider' && why !== 'domain_suspended') return undefined
  return project === undefined || !isUuid(project) ? undefined : emergencyOf.maybeOne(tx, project)
}

export interface AllowedPlaces {
  readonly places: readonly MembershipRow[]
  /** Why the first of the others may not be signed in to this way. */
  readonly problem: MethodRefusal | undefined
  /** The emergency account, where it is among those who may. */
  readonly emergency: string | undefined
}

/** Of a person's places those that may be signed in to this way. */
export async function allowedPlaces(
  tx: Tx,
  { providerKey, client, email }: Omit<AskedWay, 'project'>,
  memberships: readonly MembershipRow[],
): Promise<AllowedPlaces> {
  const projects = memberships.map(({ project }) => project)
  const rules = await rulesFor(tx, email, projects)
  const vouching = await vouchingDomain(tx, providerKey)
  const ids = memberships.map(({ id }) => id)
  const emergency = new Set((ids.length === 0 ? [] : await emergencyAmong.rows(tx, ids)).map(({ id }) => id))
  const judged = memberships.map((place) => {
    const domain = ruleIn(rules, place.project)
    const isEmergency = emergency.has(place.id)
    return {
      place,
      problem: methodProblem({ providerKey, client: ruleOfClient(client), domain, vouching, isEmergency }),
    }
  })
  const places = judged.flatMap(({ place, problem }) => (problem === undefined ? [place] : []))
  return {
    places,
    problem: judged.find(({ problem }) => problem !== undefined)?.problem,
    emergency: places.find(({ id }) => emergency.has(id))?.id,
  }
}

/**
 * Why a way may not be used at this very moment, in the transaction that lets somebody in: a domain that is enforced
 * meanwhile waits for its end, or is seen by it. Whether it is the emergency account was read before.
 */
export async function heldProblem(
  tx: Tx,
  { providerKey, client, project, email }: AskedWay,
  isEmergency: boolean,
): Promise<MethodRefusal | undefined> {
  const domain = ruleIn(await rulesFor(tx, email, [project], true), project)
  const vouching = await vouchingDomain(tx, providerKey, true)
  return methodProblem({ providerKey, client: ruleOfClient(client), domain, vouching, isEmergency })
}

/** Where an address, or else everybody who uses an app, is sent to sign in; undefined: they sign in here. */
export interface Route {
  /** The provider; undefined where nobody of the domain may sign in now. */
  readonly providerKey: string | undefined
  /** Undefined where it is the app's provider, whatever the address. */
  readonly domain: string | undefined
}

/** Told by the app and the address's domain alone. */
export async function routeOf(
  tx: Tx,
  { client, project, email }: Omit<AskedWay, 'providerKey'>,
): Promise<Route | undefined> {
  const domain = ruleIn(await rulesFor(tx, email, [project]), project)
  if (domain !== undefined)
    return {
      providerKey: domain.status === 'proven' ? providerOfDomain(domain.id) : undefined,
      domain: domain.domain,
    }
  const rule = ruleOfClient(client)
  return rule?.signIn === 'external' && rule.providerKey !== undefined
    ? { providerKey: rule.providerKey, domain: undefined }
    : undefined
}

/** Whether an address can have a way of its own in a project. */
export async function hasDomains(tx: Tx, project: string): Promise<boolean> {
  return isUuid(project) && (await anyDomain.maybeOne(tx, project, SYSTEM_PROJECT)) !== undefined
}

/** How people sign in to an app. One that says nothing takes what there is. */
function ruleOfClient(client: Client | undefined): ClientRule | undefined {
  if (client === undefined) return undefined
  const { signIn = 'both', identityProvider } = client.resource
  return { signIn, providerKey: identityProvider === undefined ? undefined : providerOfClient(client.id) }
}

async function rulesFor(
  tx: Tx,
  email: string | null | undefined,
  projects: readonly (string | undefined)[],
  isHeld = false,
): Promise<readonly RuleRow[]> {
  if (email === null || email === undefined) return []
  const ids = projects.filter((project) => project !== undefined && isUuid(project)) as readonly string[]
  const domain = domainOfEmail(email)
  if (!isHeld) return rulesOfDomain.rows(tx, domain, ids, SYSTEM_PROJECT)
  return (await heldRulesOfDomain.rows(tx, domain, ids, SYSTEM_PROJECT)).filter(({ enforced }) => enforced)
}

/** A project's own before the operator's, which is for every project. */
function ruleIn(rules: readonly RuleRow[], project: string | undefined): DomainRule | undefined {
  return rules.find((rule) => rule.project === project || rule.project === SYSTEM_PROJECT)
}

async function vouchingDomain(
  tx: Tx,
  providerKey: string | undefined,
  isHeld = false,
): Promise<DomainRule | undefined> {
  const id = providerKey?.startsWith('domain:') === true ? providerKey.slice('domain:'.length) : undefined
  if (id === undefined || !isUuid(id)) return undefined
  if (!isHeld) return ruleById.maybeOne(tx, id)
  const held = await heldRuleById.maybeOne(tx, id)
  return held?.enforced === true && held.status === 'proven' ? held : undefined
}

/** Whether the provider of a domain signs its people in: the domain is proven, and held to it. */
export async function isHeldToProvider(tx: Tx, providerKey: string): Promise<boolean> {
  return (await vouchingDomain(tx, providerKey)) !== undefined
}
