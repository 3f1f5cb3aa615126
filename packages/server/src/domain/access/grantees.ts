import { accepted, type Project, type Result, refused } from '@damson/fhir'
import type { Clock } from '#base/clock'
import { createGroupCommit, type Db, newCaller, type Tx } from '#base/db'
import { isUuid } from '#base/random'
import { type AddressBook, createAddressBook } from '#domain/addresses'
import type { Activity } from '#domain/logins'
import type { Change, WriteRefusal } from '#domain/resources'
import { createInvalidatedCache, type Invalidations } from '#domain/revocation'
import {
  type PrincipalRow,
  principalOfClient,
  principalOfCode,
  principalOfFamily,
  principalOfLogin,
  principalsOfClients,
} from './access.store.ts'
import type { ActedForRow } from './acting.store.ts'
import { type Acting, createActing } from './acting.ts'
import { principalOfBot } from './bot.store.ts'
import { admits, type CallerAddress, fromHere, listsOfRow, type WhereTo } from './came-from.ts'
import type { Grantee, GranteeRefusal, Principal } from './grantee.ts'
import { refusalFor } from './grantee-refusals.ts'
import { lockoutProblem } from './lockout.ts'
import { granteeOf, principalOf, tagsOf } from './made-grantee.ts'
import { principalOfMember } from './member.store.ts'
import { createSimulated, type SimulatedGrantees } from './simulated.ts'

export interface Grantees extends SimulatedGrantees {
  /**
   * The grantee of a login, and what they may do with a token of this scope. Read from memory while the invalidations are
   * fresh, else from the store. Counts as use of the sign-in, unless `looksOnly` is set.
   */
  ofLogin(
    loginId: string,
    scope: string,
    address: CallerAddress,
    looksOnly?: boolean,
  ): Promise<Result<Grantee, GranteeRefusal>>
  /** The grantee of a client acting as itself with Basic. */
  ofClient(clientId: string, address: CallerAddress): Promise<Result<Grantee, GranteeRefusal>>
  /** A client as itself, with a scope that it had before; read anew. */
  ofMachine(clientId: string, scope: string, address: string): Promise<Result<Grantee, GranteeRefusal>>
  /** A Bot acting as itself. Its request comes from its caller's address. */
  ofBot(project: string, botId: string, address: CallerAddress): Promise<Result<Grantee, GranteeRefusal>>
  /** A client or Bot acting for the person whom it names: `ProjectMembership/…`, or the person's profile. */
  onBehalfOf: Acting['asserted']
  /** A client acting with a token that it got for a token of the person. */
  ofActing: Acting['proven']
  /** The same when the token is asked for. */
  acting: Acting['exchanged']
  /** A member who is signed in in a browser; read anew. */
  ofMember(member: MemberInBrowser, address: string): Promise<Result<Grantee, GranteeRefusal>>
  /**
   * The principal, read in a transaction and not cached; their access is not looked up. The login is found by its code or
   * refresh family. Sent after the statement that spends the code or rotates the token, this query sees the change.
   */
  readLoginOfCode(tx: Tx, codeHash: string, address: string): Promise<Result<Principal, GranteeRefusal>>
  readLoginOfFamily(
    tx: Tx,
    family: string,
    scope: string | undefined,
    address: string,
  ): Promise<Result<Principal, GranteeRefusal>>
  readClient(tx: Tx, clientId: string, address: string): Promise<Result<Principal, GranteeRefusal>>
  /** The same outside of a transaction, in a statement that concurrent requests share. */
  readClientTogether(clientId: string, address: string): Promise<Result<Principal, GranteeRefusal>>
  /** The principal of a row that a statement of another module read outside of a transaction. */
  judge(row: PrincipalRow, address: string): Promise<Result<Principal, GranteeRefusal>>
  /** The user of a pending sign-in, before any grant: with everything the policies allow, but no administrator rights. */
  readPending(tx: Tx, loginId: string): Promise<Result<Grantee, GranteeRefusal>>
  /** Whether a sign-in may come from this address, as far as it is known by now where it leads. */
  admits(tx: Tx, signIn: WhereTo, address: string): Promise<boolean>
  /** Why a change waits to be confirmed: it would shut its author out. */
  lockoutProblem(
    tx: Tx,
    author: Grantee,
    project: Project,
    change: Change,
    address: string,
  ): Promise<WriteRefusal | undefined>
}

/** A membership, and what the browser's sign-in proved of its person. */
export interface MemberInBrowser extends Pick<PrincipalRow, 'factors' | 'vouchedFor'> {
  readonly project: string
  readonly membershipId: string
  readonly userId: string
  readonly authenticatedAt: Date
}

/** Cache slots: a grantee with ordinary policies takes one, one with large policies several. */
const KEPT = 20_000
const MOST_READ_TOGETHER = 100

export function createGrantees(db: Db, clock: Clock, invalidations: Invalidations, activity: Activity): Grantees {
  const addresses = createAddressBook(invalidations)
  const cached = createKnown(clock, invalidations, activity)
  const rowOfClient = readingTogether(db)

  async function grantee(row: PrincipalRow | undefined, scope?: string, tx: Tx = db, administers = true): Found {
    const found = alive(row, clock.now())
    return found.ok ? accepted(await granteeOf(tx, addresses, found.value, scope, administers)) : found
  }

  const principal = async (tx: Tx, row: PrincipalRow | undefined, address: string, scope?: string): PrincipalFound =>
    principalFrom(tx, addresses, alive(row, clock.now()), address, scope)

  const ofLogin: Grantees['ofLogin'] = async (id, scope, address, looksOnly = false) => {
    const known = await cached(`login ${id} ${scope}`, async () =>
      grantee(await principalOfLogin.maybeOne(db, id), scope),
    )
    const found = allowedHere(known, address)
    if (found.ok && found.value.use !== undefined && !looksOnly) activity.used(found.value.use.loginId)
    return found
  }

  async function clientOf(id: string, scope: string): Found {
    const row = await principalOfClient.maybeOne(db, id)
    return grantee(row && { ...row, scope })
  }

  const acting = createActing({ db, clock, invalidations, personOf: personIn(db, addresses), clientOf, ofLogin })

  return {
    ofLogin,
    async ofClient(id, address) {
      const read = async (): Found => grantee(await principalOfClient.maybeOne(db, id))
      return allowedHere(await cached(`client ${id}`, read), address)
    },
    async ofBot(project, id, address) {
      const read = async (): Found => grantee(isUuid(id) ? await principalOfBot.maybeOne(db, project, id) : undefined)
      return allowedHere(await cached(`bot ${project} ${id}`, read), address)
    },
    ...createSimulated({ db, clock, alive, clientOf, wouldBe: acting.wouldBe }),
    ofMachine: async (id, scope, address) => allowedHere(await clientOf(id, scope), address),
    onBehalfOf: acting.asserted,
    ofActing: acting.proven,
    acting: acting.exchanged,
    async ofMember({ project, membershipId, userId, authenticatedAt, factors, vouchedFor }, address) {
      const row = await principalOfMember.maybeOne(db, { project, membershipId, userId, provenAt: authenticatedAt })
      return allowedHere(await grantee(row && { ...row, authenticatedAt, factors, vouchedFor }), address)
    },
    readLoginOfCode: async (tx, codeHash, address) =>
      principal(tx, await principalOfCode.maybeOne(tx, codeHash), address),
    readLoginOfFamily: async (tx, family, scope, address) =>
      principal(tx, await principalOfFamily.maybeOne(tx, family), address, scope),
    readClient: async (tx, id, address) => principal(tx, await principalOfClient.maybeOne(tx, id), address),
    readClientTogether: async (id, address) => principal(db, await rowOfClient(id), address),
    judge: (row, address) => principal(db, row, address),
    async readPending(tx, id) {
      const row = await principalOfLogin.maybeOne(tx, id)
      if (row?.granted === true) return refused(refusalFor('not_granted'))
      const pending = row && { ...row, granted: true, limited: false, scope: '', admin: false, superAdmin: false }
      return grantee(pending, undefined, tx, false)
    },
    admits: (tx, signIn, address) => admits(tx, addresses, signIn, address),
    lockoutProblem: async (tx, author, project, change, address) =>
      lockoutProblem(tx, author, await addresses.inTransaction(tx, author.project), project, change, address),
  }
}

type Found = Promise<Result<Grantee, GranteeRefusal>>
type PrincipalFound = Promise<Result<Principal, GranteeRefusal>>

const personIn =
  (db: Db, addresses: AddressBook) =>
  (row: ActedForRow): Promise<Grantee> =>
    granteeOf(db, addresses, row)

const allowedHere = (found: Awaited<Found>, address: CallerAddress): Awaited<Found> =>
  found.ok ? fromHere(found.value, address) : found

async function principalFrom(
  tx: Tx,
  addresses: AddressBook,
  found: Result<PrincipalRow, GranteeRefusal>,
  address: string,
  scope: string | undefined,
): PrincipalFound {
  if (!found.ok) return found
  const made = principalOf(found.value, scope)
  return fromHere({ ...made, addressLists: await listsOfRow(tx, addresses, found.value) }, address)
}

/** Callers that were read before, while nothing that they were made from has changed. */
function createKnown(
  clock: Clock,
  invalidations: Invalidations,
  activity: Activity,
): (key: string, read: () => Found) => Found {
  const cache = createInvalidatedCache<Grantee>(invalidations, KEPT, ({ weight }) => weight)
  const isOver = ({ expiresAt }: Grantee): boolean => expiresAt !== undefined && expiresAt <= clock.now()
  return async (key, read) => {
    const known = cache.get(key)
    // The store decides: another node may have counted a use of a login that seems idle here, or a new proof may have
    // extended it.
    if (
      known !== undefined &&
      !isOver(known) &&
      (known.use === undefined || (await activity.isWithin(known.use.loginId)))
    )
      return accepted(known)
    const heard = invalidations.heard()
    const found = await read()
    if (!found.ok) return found
    if (found.value.use !== undefined) activity.seen(found.value.use)
    cache.put(key, found.value, tagsOf(found.value), heard)
    return found
  }
}

/** Reads the rows of several clients in a statement that concurrent requests share. */
function readingTogether(db: Db): (clientId: string) => Promise<PrincipalRow | undefined> {
  const group = createGroupCommit<string, PrincipalRow | undefined>(
    MOST_READ_TOGETHER,
    async (ids) => {
      const rows = await principalsOfClients.rows(db, [...new Set(ids)])
      const byClient = new Map(rows.map((row) => [row.clientId, row]))
      return (id) => byClient.get(id)
    },
    { gathers: true },
  )
  return (id) => group.commit(id, newCaller())
}

function alive(row: PrincipalRow | undefined, now: Date): Result<PrincipalRow, GranteeRefusal> {
  if (row === undefined) return refused(refusalFor('unknown_login'))
  const why = refusalOf(row, now)
  return why === undefined ? accepted(row) : refused(refusalFor(why))
}

function refusalOf(row: PrincipalRow, now: Date): Parameters<typeof refusalFor>[0] | undefined {
  if (row.revoked) return 'revoked_login'
  if (!row.granted) return 'not_granted'
  if (row.expiresAt !== null && row.expiresAt <= now) return 'expired_login'
  if (row.idleUntil !== null && row.idleUntil <= now) return 'expired_login'
  if (!row.projectActive) return 'inactive_project'
  if (row.userActive === false) return 'inactive_user'
  if (!row.membershipActive) return 'inactive_membership'
  // A login whose client has been deleted is refused.
  if (row.clientId !== null && row.clientActive !== true) return 'inactive_client'
  return undefined
}
