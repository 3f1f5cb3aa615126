import type { FastifyRequest } from 'fastify'
import { type Form, requestOriginOf } from '#answers'
import { isUuid } from '#base/random'
import { allowActing, endActing } from '#domain/access'
import type { AuditEntry } from '#domain/audit'
import { revokeApp } from '#domain/consents'
import { identitiesOf, unlink } from '#domain/identities'
import { childrenOf, endLoginsOfUser, endRootOfUser, forgetRole, isByMessage } from '#domain/logins'
import { acceptOffer, membershipsOfUser, refuseOffer } from '#domain/memberships'
import type { RequestOrigin } from '#domain/projects'
import { findResource } from '#domain/resources'
import { type Invalidation, publishInvalidations } from '#domain/revocation'
import type { AccountDeps } from './dependencies.ts'
import { granteesOf } from './grantees.ts'
import { signInsOf } from './login-list.ts'
import { isBlocked, reaches, type Visitor } from './visitor.ts'

/** Acts on a client: an app's access, or that a program acts for the person. */
type OfClient = 'turn-off' | 'end-acting' | 'allow-acting'
type ClientAct = Extract<Act, { readonly do: OfClient }>

const isOfClient = (text: string | undefined): text is OfClient =>
  text === 'turn-off' || text === 'end-acting' || text === 'allow-acting'

/**
 * What a person can do here: end a sign-in, an app's access, a linked account or that a program acts for them; answer an
 * invitation; be asked for their role again.
 */
export type Act =
  | { readonly do: 'accept' | 'decline'; readonly project: string; readonly membership: string }
  | { readonly do: OfClient; readonly membership: string; readonly client: string }
  | { readonly do: 'unlink'; readonly identity: string }
  | { readonly do: 'ask-role'; readonly project: string; readonly client: string; readonly issuer: string }
  | { readonly do: 'end'; readonly root: string }
  | { readonly do: 'end-others' }
  | { readonly do: 'end-all' }

const isOf = (act: Act): act is ClientAct => isOfClient(act.do)

type Answer = Extract<Act, { readonly do: 'accept' | 'decline' }>
const isAnswer = (act: Act): act is Answer => act.do === 'accept' || act.do === 'decline'

/** Reads what a form asks for. Undefined when no such thing exists. */
export function actOf(form: Form): Act | undefined {
  const id = (name: string): string => form.get(name) ?? ''
  const act = form.get('do')
  if (isOfClient(act)) {
    const [membership = '', client = ''] = id('app').split(' ')
    return isUuid(membership) && isUuid(client) ? { do: act, membership, client } : undefined
  }
  if (act === 'accept' || act === 'decline') {
    const [project = '', membership = ''] = id('offer').split(' ')
    return isUuid(project) && isUuid(membership) ? { do: act, project, membership } : undefined
  }
  if (act === 'ask-role') {
    const [project = '', client = '', issuer = ''] = id('role').split(' ')
    return isUuid(project) && isUuid(client) && (issuer === '' || isUuid(issuer))
      ? { do: act, project, client, issuer }
      : undefined
  }
  if (act === 'unlink') return isUuid(id('identity')) ? { do: act, identity: id('identity') } : undefined
  if (act === 'end') return isUuid(id('root')) ? { do: act, root: id('root') } : undefined
  return act === 'end-others' || act === 'end-all' ? { do: act } : undefined
}

const DONE = [
  'acting',
  'acting-allowed',
  'accepted',
  'declined',
  'app',
  'root',
  'here',
  'others',
  'all',
  'password',
  'mailed',
  'email',
  'deletion',
  'activation',
  'identity',
  'role',
  'nothing',
] as const
/** What the page reports as done. */
export type Done = (typeof DONE)[number]

/** What only takes away is done without a new proof. */
export function needsProof({ do: act }: Act): boolean {
  return act !== 'turn-off' && act !== 'end-acting' && act !== 'ask-role'
}

export function isDone(text: string | null): text is Done {
  return DONE.some((one) => one === text)
}

export interface Performed {
  readonly done: Done
  /** The browser that sent the form is signed out. */
  readonly isHere: boolean
}

/** Does it at once, on every node. Another person's items are not found, just like items that have already ended. */
export async function perform(
  deps: AccountDeps,
  visitor: Visitor,
  act: Act,
  request: FastifyRequest,
): Promise<Performed> {
  const origin = requestOriginOf(request)
  if (!(await mayDo(deps, visitor, act)) || !(await mayGive(deps, visitor, act, request)))
    return { done: 'nothing', isHere: false }
  if (isOf(act))
    return act.do === 'turn-off' ? turnOff(deps, visitor, act, origin) : setActing(deps, visitor, act, origin)
  if (act.do === 'ask-role') return askRole(deps, visitor, act)
  if (isAnswer(act)) return answerOffer(deps, visitor, act, origin)
  return act.do === 'unlink' ? unlinkIdentity(deps, visitor, act, origin) : endSignIns(deps, visitor, act, origin)
}

/** A visitor of limited reach ends and answers what they see, and nothing else. */
async function mayDo(deps: AccountDeps, visitor: Visitor, act: Act): Promise<boolean> {
  const { db } = deps
  if (visitor.reach === undefined) return true
  if (act.do === 'end') return (await signInsOf(deps, visitor)).some(({ rootId }) => rootId === act.root)
  if (isAnswer(act) || act.do === 'ask-role') return reaches(visitor, act.project)
  if (!isOf(act) && act.do !== 'unlink') return false
  const own = isOf(act) ? await membershipsOfUser.rows(db, visitor.user.id) : await identitiesOf(db, visitor.user.id)
  const id = isOf(act) ? act.membership : act.identity
  return own.some((one) => one.id === id && reaches(visitor, one.project))
}

/** What only takes away is done from anywhere. Where they could not sign in to an app, they give nothing either. */
async function mayGive(deps: AccountDeps, visitor: Visitor, act: Act, request: FastifyRequest): Promise<boolean> {
  if (act.do !== 'accept' && act.do !== 'allow-acting') return true
  if (await isBlocked(deps, visitor, request.ip)) return false
  if (act.do === 'accept') return !isByMessage(visitor.root.factors)
  return (await granteesOf(deps, visitor, request, ({ id }) => id === act.membership)).length > 0
}

async function turnOff(
  { db, clock, audit }: AccountDeps,
  { user }: Visitor,
  { membership: membershipId, client: clientId }: ClientAct,
  origin: RequestOrigin,
): Promise<Performed> {
  const membership = (await membershipsOfUser.rows(db, user.id)).find(({ id }) => id === membershipId)
  if (membership === undefined) return { done: 'nothing', isHere: false }
  const now = clock.now()
  const { project, profile } = membership
  const { address, userAgent, traceId } = origin
  return db.tx(async (tx) => {
    const { revoked, invalidations } = await revokeApp(tx, { project, membershipId, clientId }, 'turned_off', now)
    if (!revoked) return { done: 'nothing', isHere: false }
    await audit.record(tx, [
      {
        kind: 'consent.revoked',
        project,
        outcome: 0,
        agent: { reference: profile, userId: user.id },
        personal: { address, userAgent },
        entity: `ClientApplication/${clientId}`,
        traceId,
      },
    ])
    await publishInvalidations(tx, invalidations, now)
    return { done: 'app', isHere: false }
  })
}

/** Forgets the role that was chosen for an app in this browser: it is asked for at the next sign-in. */
async function askRole(
  { db }: AccountDeps,
  { user: { id: userId }, browser: { hash: browserHash } }: Visitor,
  { project, client: clientId, issuer }: Extract<Act, { readonly do: 'ask-role' }>,
): Promise<Performed> {
  const forgotten = await forgetRole.maybeOne(db, { userId, browserHash, project, clientId, issuer })
  return { done: forgotten === undefined ? 'nothing' : 'role', isHere: false }
}

/** Accepts or declines a role that a project offers the person. */
async function answerOffer(
  { db, clock, audit, registration: { invitationGates } }: AccountDeps,
  { user }: Visitor,
  { do: decision, project, membership: id }: Answer,
  { address, userAgent, traceId }: RequestOrigin,
): Promise<Performed> {
  const now = clock.now()
  const answer = {
    userId: user.id,
    accountProject: user.project,
    project,
    id,
    personal: { address, userAgent },
    traceId,
  }
  const isDone = await db.tx(async (tx) => {
    if (decision === 'decline') return (await refuseOffer(tx, { audit }, answer, now)) !== undefined
    const taken = await acceptOffer(tx, { audit, invitationGates }, answer, now)
    if (taken === undefined) return false
    await publishInvalidations(tx, taken.invalidations, now)
    return true
  })
  return { done: !isDone ? 'nothing' : decision === 'accept' ? 'accepted' : 'declined', isHere: false }
}

/** Ends that a program acts for the person, or allows it again. */
async function setActing(
  { db, clock, audit }: AccountDeps,
  { user }: Visitor,
  { do: act, membership: membershipId, client: clientId }: ClientAct,
  { address, userAgent, traceId }: RequestOrigin,
): Promise<Performed> {
  const membership = (await membershipsOfUser.rows(db, user.id)).find(({ id }) => id === membershipId)
  if (membership === undefined) return { done: 'nothing', isHere: false }
  const now = clock.now()
  const { project, profile } = membership
  const isEnd = act === 'end-acting'
  return db.tx(async (tx) => {
    const pair = { project, membershipId, clientId }
    const changed = isEnd ? await endActing.maybeOne(tx, { ...pair, now }) : await allowActing.maybeOne(tx, pair)
    if (changed === undefined) return { done: 'nothing', isHere: false }
    const isBot = (await findResource(tx, project, 'Bot', clientId)) !== undefined
    await audit.record(tx, [
      {
        kind: isEnd ? 'acting.ended' : 'acting.allowed',
        project,
        outcome: 0,
        agent: { reference: profile, userId: user.id },
        personal: { address, userAgent },
        entity: `${isBot ? 'Bot' : 'ClientApplication'}/${clientId}`,
        traceId,
      },
    ])
    await publishInvalidations(tx, [{ kind: 'membership', subject: membershipId }], now)
    return { done: isEnd ? 'acting' : 'acting-allowed', isHere: false }
  })
}

/** Removes a linked account, and ends the sign-ins that used it. */
async function unlinkIdentity(
  { db, clock, audit }: AccountDeps,
  { user, root }: Visitor,
  { identity }: Extract<Act, { readonly do: 'unlink' }>,
  { address, userAgent, traceId }: RequestOrigin,
): Promise<Performed> {
  const now = clock.now()
  return db.tx(async (tx) => {
    const by = { agent: { userId: user.id }, personal: { address, userAgent }, traceId }
    const invalidations = await unlink(tx, audit, identity, user.id, by, now)
    if (invalidations === undefined) return { done: 'nothing', isHere: false }
    await publishInvalidations(tx, invalidations, now)
    return { done: 'identity', isHere: root.identityId === identity }
  })
}

async function endSignIns(
  { db, clock, audit }: AccountDeps,
  { user, root }: Visitor,
  act: Exclude<Act, ClientAct | { readonly do: 'unlink' | 'ask-role' | 'accept' | 'decline' }>,
  origin: RequestOrigin,
): Promise<Performed> {
  const now = clock.now()
  const invalidations = await db.tx(async (tx): Promise<readonly Invalidation[]> => {
    const ended =
      act.do === 'end'
        ? await endRootOfUser(tx, act.root, user.id, 'revoked_by_user', now)
        : await endLoginsOfUser(tx, user.id, act.do === 'end-all' ? undefined : root.id, 'revoked_by_user', now)
    const roots = ended.filter(({ kind }) => kind === 'root')
    const logins = await Promise.all(roots.map(({ subject }) => childrenOf.rows(tx, subject, now)))
    await audit.record(
      tx,
      logins.flatMap((ofRoot) => (ofRoot.length > 0 ? ofRoot.map((login) => entry(login)) : [entry()])),
    )
    await publishInvalidations(tx, ended, now)
    return ended
  })
  const isHere = act.do === 'end-all' || (act.do === 'end' && invalidations.some(({ subject }) => subject === root.id))
  if (act.do === 'end' && invalidations.length === 0) return { done: 'nothing', isHere: false }
  if (act.do === 'end') return { done: isHere ? 'here' : 'root', isHere }
  return { done: act.do === 'end-all' ? 'all' : 'others', isHere }

  /** Records the event in the project of each login that ends, or in the account's project if the sign-in has no logins. */
  function entry(login?: {
    readonly id: string
    readonly project: string
    readonly profile: string | null
  }): AuditEntry {
    const { address, userAgent, traceId } = origin
    return {
      kind: 'login.revoked',
      project: login?.project ?? user.project,
      outcome: 0,
      agent: { reference: login?.profile ?? undefined, userId: user.id },
      personal: { address, userAgent },
      entity: login === undefined ? `User/${user.id}` : `Login/${login.id}`,
      traceId,
    }
  }
}
