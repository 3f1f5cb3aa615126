import { accepted, type Result, refused } from '@damson/fhir'
import { type Clock, secondsAfter } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Db, Tx } from '#base/db'
import { languageOf } from '#base/language'
import type { Log } from '#base/log'
import { unguessable, uuid } from '#base/random'
import { type Approval, agentOf, approverProblem, digestOf, type Grantee, type Grantees } from '#domain/access'
import type { Audit, AuditEntry } from '#domain/audit'
import type { Mails } from '#domain/mails'
import { otherAdministrators } from '#domain/memberships'
import type { RequestOrigin } from '#domain/projects'
import { type AskedChange, conditionLock, type WriteRefusal } from '#domain/resources'
import {
  decidableIn,
  decidePending,
  finishPending,
  insertPending,
  type PendingRow,
  pendingChange,
  usePending,
  waitingIn,
  withdrawPending,
} from './approvals.store.ts'
import { type Answered, createSealing, type KeptChange, type KeptRequest } from './kept.ts'

const LASTS_SECONDS = 7 * 86_400
/** What is asked for together is told in one e-mail. */
const TOLD_TOGETHER_SECONDS = 3_600
/** Longer than any request takes: whatever was approved before and not carried out, never will be by itself. */
const STUCK_SECONDS = 120
const MOST_WAITING = 100
const MOST_WAITING_OF_MACHINE = 20
const MOST_CHARACTERS = 128 * 1_024

/** A change that waits, opened. */
export interface PendingChange {
  readonly row: PendingRow
  readonly kept: KeptChange
}

export type AskRefusal = 'too_many' | 'too_large' | 'not_a_client'

/** Sends a kept request to this server, as if its machine had, with another Authorization header. */
export type Carrier = (
  request: KeptRequest & { readonly authorization: string; readonly from: string },
) => Promise<Answered>

export interface Approvals {
  /** Keeps a machine's request until an administrator decides, and tells the administrators. */
  ask(
    machine: Grantee,
    origin: RequestOrigin,
    request: KeptRequest,
    asked: AskedChange,
  ): Promise<Result<PendingRow, AskRefusal>>
  find(project: string, id: string): Promise<PendingRow | undefined>
  /** Whether it was approved, and its answer comes. */
  isBeingMade(row: PendingRow): boolean
  /** How the change was answered, as long as that is kept. */
  answerOf(row: PendingRow): Answered | undefined
  /** What waits for a decision in a project. */
  waiting(project: string): Promise<readonly PendingChange[]>
  /** Why this administrator cannot approve it; undefined if they can. */
  problem(approver: Grantee, change: PendingChange): WriteRefusal | undefined
  refuse(approver: Grantee, id: string, origin: RequestOrigin): Promise<boolean>
  /** Takes a machine's own change back. False: it was decided, or has expired. */
  withdraw(machine: Grantee, id: string, origin: RequestOrigin): Promise<boolean>
  /** Carries the change out, as its machine's. Undefined: it was decided, or has expired. */
  approve(approver: Grantee, id: string, origin: RequestOrigin): Promise<Answered | undefined>
  /** The machine of a change that is carried out now. */
  machineOf(ticket: string): Grantee | undefined
  /** How requests are sent to this server; set once, when it is mounted. */
  carryBy(carrier: Carrier): void
}

export interface ApprovalDeps {
  readonly db: Db
  readonly clock: Clock
  readonly log: Log
  readonly keyring: Keyring
  readonly audit: Audit
  readonly grantees: Grantees
  readonly mails: Mails
}

export function createApprovals(deps: ApprovalDeps): Approvals {
  const { db, clock } = deps
  const sealing = createSealing(deps.keyring)
  /** The machines whose approved changes are carried out now, each for the time of its request. */
  const tickets = new Map<string, Grantee>()
  let carry: Carrier | undefined

  async function carryOut(approver: Grantee, row: PendingRow, kept: KeptChange): Promise<Answered> {
    const machine = await deps.grantees.ofMachine(row.clientId, kept.scope, kept.address)
    if (!machine.ok || machine.value.membershipId !== kept.membershipId) return NOT_ACCEPTED
    if (carry === undefined) throw new Error('no carrier was set')
    const ticket = unguessable()
    tickets.set(ticket, { ...machine.value, approval: approvalOf(approver, row) })
    try {
      return await carry({ ...kept.request, authorization: `Approved ${ticket}`, from: kept.address })
    } finally {
      tickets.delete(ticket)
    }
  }

  return {
    ask: (machine, origin, request, asked) => ask(deps, sealing, machine, origin, request, asked),
    find: (project, id) => pendingChange.maybeOne(db, project, id),
    // It counts as made in the change's own transaction, before its answer is kept.
    isBeingMade: ({ state, answer, decidedAt }) =>
      state === 'approved' ||
      (state === 'done' && answer === null && decidedAt !== null && decidedAt > stuckSince(clock.now())),
    answerOf: (row) => sealing.answerOf(row),
    async waiting(project) {
      const now = clock.now()
      const rows = await decidableIn.rows(db, project, now, stuckSince(now))
      return rows.flatMap((row) => {
        const kept = sealing.open(row)
        return kept === undefined ? [] : [{ row, kept }]
      })
    },
    problem: (approver, { kept }) => approverProblem(approver, kept.asked),
    refuse: async (approver, id, origin) => (await decide(deps, approver, id, 'refused', origin)) !== undefined,
    withdraw: (machine, id, origin) => withdraw(deps, machine, id, origin),
    async approve(approver, id, origin) {
      const row = await decide(deps, approver, id, 'approved', origin)
      const kept = row && sealing.open(row)
      if (row === undefined || kept === undefined) return undefined
      const answered = await carryOut(approver, row, kept)
      const state = answered.status < 300 ? 'done' : 'failed'
      const answer = sealing.sealAnswer(row.id, answered)
      await finishPending.run(db, { project: row.project, id: row.id, state, answer })
      return answered
    },
    machineOf: (ticket) => tickets.get(ticket),
    carryBy(carrier) {
      carry = carrier
    },
  }
}

const stuckSince = (now: Date): Date => secondsAfter(now, -STUCK_SECONDS)

/** The gate of the decision, and its event. */
async function decide(
  { db, clock, audit }: ApprovalDeps,
  approver: Grantee,
  id: string,
  state: 'approved' | 'refused',
  origin: RequestOrigin,
): Promise<PendingRow | undefined> {
  const { project, userId } = approver
  if (userId === undefined) return undefined
  return db.tx(async (tx) => {
    const now = clock.now()
    const row = await decidePending.maybeOne(tx, { project, id, state, userId, now, stuck: stuckSince(now) })
    if (row !== undefined) await audit.record(tx, [eventOf(approver, origin, `change.${state}`, row)])
    return row
  })
}

async function withdraw(
  { db, clock, audit }: ApprovalDeps,
  machine: Grantee,
  id: string,
  origin: RequestOrigin,
): Promise<boolean> {
  const { project, clientId = '' } = machine
  return db.tx(async (tx) => {
    const row = await withdrawPending.maybeOne(tx, { project, id, clientId, now: clock.now() })
    if (row !== undefined) await audit.record(tx, [eventOf(machine, origin, 'change.withdrawn', row)])
    return row !== undefined
  })
}

/**
 * The gate of the change is in its own transaction, so that it is made once. A transaction may ask about the same change
 * twice, and one that was rolled back has used nothing.
 */
function approvalOf(approver: Grantee, { project, id, digest }: PendingRow): Approval {
  let usedIn: Tx | undefined
  return {
    approver,
    digest,
    async use(tx) {
      if (usedIn === tx) return true
      const isUsed = (await usePending.maybeOne(tx, project, id)) !== undefined
      if (isUsed) usedIn = tx
      return isUsed
    },
  }
}

/** The machine was switched off, removed or moved to other addresses meanwhile. */
const NOT_ACCEPTED: Answered = { status: 403, headers: {}, body: '' }

async function ask(
  deps: ApprovalDeps,
  sealing: ReturnType<typeof createSealing>,
  machine: Grantee,
  origin: RequestOrigin,
  request: KeptRequest,
  asked: AskedChange,
): Promise<Result<PendingRow, AskRefusal>> {
  const { db, clock, audit } = deps
  const { project, clientId, membershipId, scope, userType } = machine
  if (clientId === undefined || userType !== 'ClientApplication') return refused('not_a_client')
  const { address, userAgent } = origin
  const kept: KeptChange = { request, membershipId, scope, address, userAgent, asked }
  if (JSON.stringify(kept).length > MOST_CHARACTERS) return refused('too_large')
  const now = clock.now()
  const id = uuid()
  const written = {
    id,
    project,
    clientId,
    digest: digestOf(asked),
    sealed: sealing.seal(id, kept),
    expiresAt: secondsAfter(now, LASTS_SECONDS),
  }
  const row: PendingRow = {
    ...written,
    state: 'waiting',
    createdAt: now,
    decidedAt: null,
    isWithdrawn: false,
    answer: null,
  }
  const done = await db.tx(async (tx) => {
    // Two that come at once are counted, and told, one after the other.
    await conditionLock(tx, project, 'PendingChange', 'of the project')
    const since = secondsAfter(now, -TOLD_TOGETHER_SECONDS)
    const { count, ofMachine, isTold } = await waitingIn.one(tx, { project, clientId, now, since })
    if (count >= MOST_WAITING || ofMachine >= MOST_WAITING_OF_MACHINE) return 'too_many'
    await insertPending.run(tx, { ...written, told: !isTold, now })
    await audit.record(tx, [eventOf(machine, origin, 'change.asked', row)])
    return isTold ? 'asked' : 'tell'
  })
  if (done === 'too_many') return refused(done)
  if (done === 'tell') void tell(deps, project, origin)
  return accepted(row)
}

/** Not awaited: a slow or broken mail server must not hold back the answer. Failures are logged. */
async function tell({ db, mails, log }: ApprovalDeps, project: string, { issuer }: RequestOrigin): Promise<void> {
  try {
    for (const { email, language } of await otherAdministrators.rows(db, project, null))
      await mails.changesWait(email, { project, about: `Project/${project}` }, languageOf(language), issuer)
  } catch (error) {
    log.error('mail.failed', { error })
  }
}

function eventOf(
  grantee: Grantee,
  { address, userAgent, traceId }: RequestOrigin,
  kind: `change.${'asked' | 'approved' | 'refused' | 'withdrawn'}`,
  { project, id, clientId }: PendingRow,
): AuditEntry {
  return {
    kind,
    project,
    outcome: 0,
    agent: agentOf(grantee),
    personal: { address, userAgent },
    entity: `ClientApplication/${clientId}`,
    reason: id,
    traceId,
  }
}
