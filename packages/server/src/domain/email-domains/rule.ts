import type { Tx } from '#base/db'
import { isUuid } from '#base/random'
import { asHeld, type Client, signInRuleOf } from '#domain/clients'
import type { ActiveMembership } from '#domain/memberships'
import { SYSTEM_PROJECT } from '#domain/projects'
import { type Provider, providersOfClient, readProviderKey, writeProviderKey } from '#domain/providers'
import { type ClientRule, type DomainRule, type MethodRefusal, methodProblem, onlyOf, type Where } from './allowed.ts'
import { domainOfEmail } from './domain-name.ts'
import {
  anyDomain,
  emergencyOf,
  heldEmergency,
  heldRuleById,
  heldRulesByProvider,
  holdWay,
  provenRuleOf,
  type RuleRow,
  ruleById,
  rulesByProvider,
  rulesOfDomain,
} from './domains.store.ts'

/** How and where a person wants to sign in, before anything about their account is read. */
export interface AskedWay {
  /** The identity provider that vouches for them; undefined for Damson's own sign-in. */
  readonly providerKey: string | undefined
  readonly client: Client | undefined
  /** A project's id; `new` or undefined if none is decided. */
  readonly project: string | undefined
  readonly email: string | null | undefined
}

/** What decides which way may be used for an address in some projects: read once, and handed on within one request. */
export interface DomainRules {
  readonly providerKey: string | undefined
  readonly email: string | null | undefined
  /** The projects that were read; nothing is known of others. */
  readonly projects: readonly (string | undefined)[]
  readonly rules: readonly RuleRow[]
  readonly vouching: DomainRule | undefined
}

/** Reads what decides a way, unless it is known already. */
export async function readDomainRules(
  tx: Tx,
  { providerKey, email }: Pick<AskedWay, 'providerKey' | 'email'>,
  projects: readonly (string | undefined)[],
  known?: DomainRules,
): Promise<DomainRules> {
  const isKnown =
    known !== undefined &&
    known.email === email &&
    known.providerKey === providerKey &&
    projects.every((project) => known.projects.includes(project))
  if (isKnown) return known
  const rules = await rulesFor(tx, email, projects)
  return { providerKey, email, projects, rules, vouching: await vouchingDomain(tx, providerKey) }
}

/**
 * Why a method may not be used for an address; undefined if it may. Only the app and the address's domain decide: whether
 * there is an account does not matter, and is not read.
 */
export async function addressProblem(
  tx: Tx,
  { providerKey, client, project, email }: AskedWay,
  known?: DomainRules,
): Promise<MethodRefusal | undefined> {
  const { rules, vouching } = await readDomainRules(tx, { providerKey, email }, [project], known)
  const domain = ruleIn(rules, project)
  return methodProblem({ providerKey, client: ruleOfClient(client), domain, vouching, isEmergency: false })
}

/** Why a provider may sign in no one to an app, whatever the address; undefined if it depends on the person. */
export async function providerUseProblem(
  tx: Tx,
  providerKey: string,
  client: Client | undefined,
): Promise<MethodRefusal | undefined> {
  // A domain that is held to this provider decides for its addresses in every app.
  if (await isHeldToProvider(tx, providerKey)) return undefined
  return methodProblem({ providerKey, client: ruleOfClient(client), domain: undefined, isEmergency: false })
}

/**
 * The emergency account, which may use a password although its address's domain refuses passwords. It gets the same answer
 * as everyone else until its password is right: asking does not reveal the account.
 */
export async function emergencyFor(
  tx: Tx,
  { why }: MethodRefusal,
  project: string | undefined,
): Promise<{ readonly id: string; readonly userId: string } | undefined> {
  if (why !== 'domain_provider' && why !== 'domain_suspended') return undefined
  return project === undefined || !isUuid(project) ? undefined : emergencyOf.maybeOne(tx, project)
}

export interface AllowedMemberships {
  readonly allowed: readonly ActiveMembership[]
  /** Why the first of the other memberships may not be used this way. */
  readonly problem: MethodRefusal | undefined
  /** The emergency account, if it is among the allowed memberships. */
  readonly emergency: string | undefined
}

/** The person's memberships that may be used this way. */
export async function allowedMemberships(
  tx: Tx,
  { providerKey, client, email }: Omit<AskedWay, 'project'>,
  memberships: readonly ActiveMembership[],
  known?: DomainRules,
): Promise<AllowedMemberships> {
  const projects = memberships.map(({ project }) => project)
  const { rules, vouching } = await readDomainRules(tx, { providerKey, email }, projects, known)
  const judged = memberships.map((membership) => {
    const domain = ruleIn(rules, membership.project)
    const { isEmergency } = membership
    return {
      membership,
      problem: methodProblem({ providerKey, client: ruleOfClient(client), domain, vouching, isEmergency }),
    }
  })
  const allowed = judged.flatMap(({ membership, problem }) => (problem === undefined ? [membership] : []))
  return {
    allowed,
    problem: judged.find(({ problem }) => problem !== undefined)?.problem,
    emergency: allowed.find(({ isEmergency }) => isEmergency)?.id,
  }
}

/**
 * Why a way may not be used now, asked in the transaction that signs the person in: enforcing a domain or setting another
 * emergency account meanwhile waits for that transaction, or is seen by it. `emergency` is the membership that was the
 * emergency account when it was read before.
 */
export async function heldProblem(
  tx: Tx,
  { client, ...way }: AskedWay,
  emergency: string | undefined,
): Promise<MethodRefusal | undefined> {
  const held = await hold(tx, way, null)
  const isEmergency = await isStillEmergency(tx, way, emergency)
  return methodProblem({ ...held, providerKey: way.providerKey, client: ruleOfClient(client), isEmergency })
}

/** The same, with the app locked too: a change of the app is seen, or waits. */
export async function heldProblemAtApp(
  tx: Tx,
  { client, ...way }: AskedWay & { readonly client: Client },
  emergency: string | undefined,
): Promise<MethodRefusal | { readonly why: 'inactive_client' } | undefined> {
  const { clientVersion, ...held } = await hold(tx, way, client.id)
  const now = await asHeld(tx, client, clientVersion ?? undefined)
  if (now?.active !== true) return { why: 'inactive_client' }
  const isEmergency = await isStillEmergency(tx, way, emergency)
  return methodProblem({ ...held, providerKey: way.providerKey, client: ruleOfClient(now), isEmergency })
}

/**
 * Why a provider may not open someone's account page in a project, asked in the transaction that opens it. No app is named:
 * a provider that the project offers may, unless the domain of the address has another one.
 */
export async function accountPageProblem(
  tx: Tx,
  { key, isOffered }: Provider,
  { project, email }: { readonly project: string; readonly email: string | null },
): Promise<MethodRefusal | undefined> {
  const providerKey = writeProviderKey(key)
  const held = await hold(tx, { providerKey, project, email }, null)
  const client = isOffered ? ({ signIn: 'both', providerKeys: [providerKey] } as const) : undefined
  return methodProblem({ ...held, providerKey, client, isEmergency: false })
}

async function isStillEmergency(
  tx: Tx,
  { project }: Pick<AskedWay, 'project'>,
  emergency: string | undefined,
): Promise<boolean> {
  if (emergency === undefined || project === undefined) return false
  return (await heldEmergency.maybeOne(tx, project, emergency)) !== undefined
}

async function hold(
  tx: Tx,
  { providerKey, project, email }: Omit<AskedWay, 'client'>,
  clientId: string | null,
): Promise<Pick<Where, 'domain' | 'vouching'> & { readonly clientVersion: string | null }> {
  const domain = email == null ? null : domainOfEmail(email)
  const projects = project !== undefined && isUuid(project) ? [project] : []
  const { clientVersion, rules } = await holdWay.one(tx, { clientId, domain, projects, systemProject: SYSTEM_PROJECT })
  const holding = rules.flatMap(({ enforced, status, ...rule }) =>
    enforced && status !== 'pending' ? [{ ...rule, status }] : [],
  )
  return { clientVersion, domain: ruleIn(holding, project), vouching: await vouchingDomain(tx, providerKey, true) }
}

/** Where people of an address, or all people of an app, sign in; undefined if they sign in here. */
export interface Route {
  /** The provider; undefined if no one of the domain may sign in now. */
  readonly providerKey: string | undefined
  /** Undefined if it is the app's provider, whatever the address. */
  readonly domain: string | undefined
}

/** Only the app and the address's domain decide. */
export async function routeOf(
  tx: Tx,
  { client, project, email }: Omit<AskedWay, 'providerKey'>,
): Promise<Route | undefined> {
  const domain = ruleIn(await rulesFor(tx, email, [project]), project)
  if (domain !== undefined)
    return {
      providerKey: domain.status === 'proven' ? domain.providerKey : undefined,
      domain: domain.domain,
    }
  const rule = ruleOfClient(client)
  const only = rule?.signIn === 'external' ? onlyOf(rule.providerKeys) : undefined
  return only === undefined ? undefined : { providerKey: only, domain: undefined }
}

/** The provider of an address's domain, in a project or, without one, anywhere. No account is looked up. */
export async function providerOfAddress(
  tx: Tx,
  { project, email }: { readonly project: string | undefined; readonly email: string },
): Promise<string | undefined> {
  if (project !== undefined) {
    const route = await routeOf(tx, { client: undefined, project, email })
    return route?.providerKey
  }
  const rule = await provenRuleOf.maybeOne(tx, domainOfEmail(email))
  return rule?.providerKey
}

/**
 * The project whose provider signs in the people of an address; undefined if it is the operator's, or there is none. It
 * signs them in to this project alone.
 */
export async function projectOfAddress(tx: Tx, email: string): Promise<string | undefined> {
  const rule = await provenRuleOf.maybeOne(tx, domainOfEmail(email))
  return rule === undefined || rule.project === SYSTEM_PROJECT ? undefined : rule.project
}

/** Whether an address can have a way of its own in a project. */
export async function hasDomains(tx: Tx, project: string): Promise<boolean> {
  return isUuid(project) && (await anyDomain.maybeOne(tx, project, SYSTEM_PROJECT)) !== undefined
}

/** How people sign in to an app. */
function ruleOfClient(client: Client | undefined): ClientRule | undefined {
  if (client === undefined) return undefined
  return { signIn: signInRuleOf(client.resource), providerKeys: providersOfClient(client) }
}

async function rulesFor(
  tx: Tx,
  email: string | null | undefined,
  projects: readonly (string | undefined)[],
): Promise<readonly RuleRow[]> {
  if (email === null || email === undefined) return []
  const ids = projects.filter((project) => project !== undefined && isUuid(project)) as readonly string[]
  return rulesOfDomain.rows(tx, domainOfEmail(email), ids, SYSTEM_PROJECT)
}

/** A project's own rule comes before the operator's, which is for every project. */
function ruleIn(rules: readonly RuleRow[], project: string | undefined): DomainRule | undefined {
  return rules.find((rule) => rule.project === project || rule.project === SYSTEM_PROJECT)
}

async function vouchingDomain(
  tx: Tx,
  providerKey: string | undefined,
  isHeld = false,
): Promise<DomainRule | undefined> {
  const key = readProviderKey(providerKey ?? '')
  if (providerKey === undefined || key === undefined || !isUuid(key.id)) return undefined
  const rules =
    key.kind === 'domain'
      ? [await (isHeld ? heldRuleById : ruleById).maybeOne(tx, key.id)]
      : key.kind === 'provider'
        ? await (isHeld ? heldRulesByProvider : rulesByProvider).rows(tx, providerKey)
        : []
  // One that names a provider of the project has none of its own any more.
  return rules.find(
    (rule) => rule?.providerKey === providerKey && rule.status === 'proven' && !('enforced' in rule && !rule.enforced),
  )
}

/** Whether a domain's provider signs its people in: the domain is proven and enforced. */
export async function isHeldToProvider(tx: Tx, providerKey: string): Promise<boolean> {
  return (await vouchingDomain(tx, providerKey)) !== undefined
}
