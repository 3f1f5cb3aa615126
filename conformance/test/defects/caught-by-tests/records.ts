/** Defects of the store, of the audit, and of statements that requests share. */
import { caughtBy, type TestedDefect } from './tested-defect.ts'

const audit = caughtBy('server/test/fhir/audit-conditions')
const transactions = caughtBy('server/src/base/db/transactions')
const seals = caughtBy('server/src/domain/audit/seals')
const canonical = caughtBy('server/src/domain/audit/canonical')
const groups = caughtBy('server/src/base/db/group-commit')
const recordedReads = caughtBy('server/src/domain/audit/recorded-read')
const readsTogether = caughtBy('server/test/fhir/recorded-reads')
const createdTogether = caughtBy('server/test/fhir/created-together')
const connectionsOfStore = caughtBy('server/src/base/db/postgres')
const issuedTogether = caughtBy('server/test/tokens/issued-together')
const redeemedTogether = caughtBy('server/test/tokens/redeemed-together')
const refresh = caughtBy('server/test/tokens/refresh')
const refreshedTogether = caughtBy('server/test/tokens/refreshed-together')
const countedTogether = caughtBy('server/src/domain/throttle/counted-together')
const breaker = caughtBy('server/src/domain/audit/breaker')

export const RECORD_DEFECTS: readonly TestedDefect[] = [
  audit(
    'what has no effect is kept of a search',
    'a search is kept entire, without what has no effect, however it was padded or written',
    'server/src/endpoints/fhir/parsed-query',
    'name !== CURSOR && !idle.has(name)',
    'name !== CURSOR',
  ),
  audit(
    'a search may be longer than the audit keeps',
    'a search longer than the audit keeps is refused, by every way in',
    'server/src/endpoints/fhir/parsed-query',
    'if (written(pairs).length <= LONGEST_QUERY) return',
    'if (written(pairs).length >= 0) return',
  ),
  audit(
    'a count tells nothing to those in whose records it looks',
    'is found by every patient whom a count names, in whatever way',
    'server/src/domain/resources/named-patients',
    'for (const patient of await patientsFound(tx, project, search.type, condition, limit)) found.add(patient)',
    'await patientsFound(tx, project, search.type, condition, limit)',
  ),
  audit(
    'a search may name more patients than can be told',
    'names no more than 1,000 patients by what is about them',
    'server/src/domain/resources/named-patients',
    'return found.size > MOST_PATIENTS ? undefined : [...found]',
    'return [...found].slice(0, MOST_PATIENTS)',
  ),
  transactions(
    'a change succeeds although its event was not answered',
    'fail with what is deferred: in its words, whatever came after it',
    'server/src/base/db/postgres',
    'await tx.deferred.outcome(ended)',
    'void tx.deferred.outcome(ended).catch(() => undefined)',
  ),
  connectionsOfStore(
    'searches take every connection of a node',
    'lets searches have half of the connections, and never all',
    'server/src/base/db/postgres',
    '([this.#searches,',
    '([this.#pool,',
  ),
  connectionsOfStore(
    'what waited long for a connection has its whole time in the store',
    'changes nothing that its caller was told had failed, however long it waited for a connection',
    'server/src/base/db/postgres',
    'waitedMs < LONG_WAIT_MS',
    'waitedMs > 0',
  ),
  breaker(
    'a store without connections counts as an outage of the audit',
    'an outage of work that waits for other tables too counts only if the store says that the audit is out',
    'server/src/domain/audit/breaker',
    "error instanceof StoreUnavailable && error.outage === 'lock_timeout'",
    'error instanceof StoreUnavailable',
  ),
  breaker(
    'while the audit is asked about, new work waits for as long as the work before it',
    'work that comes while it is asked about waits for the answer, and not for long',
    'server/src/domain/audit/breaker',
    'if (!isOut && asked !== undefined) await asked',
    'void asked',
  ),
  issuedTogether(
    'a login of a machine is made in the project of whoever came with it',
    'each get their own login, told by its own event, as they would alone',
    'server/src/domain/logins/machine-logins',
    "project: column('project'),",
    "project: logins.map(() => logins[0]?.project ?? ''),",
  ),
  issuedTogether(
    'one token that the store refuses fails all that came with it',
    'fail each for itself where the store refuses one, or its event, and nothing of it is left',
    'server/src/domain/audit/grouped',
    "write(db, rows, events), 'shared').catch(unlessRefused)",
    "write(db, rows, events), 'shared')",
  ),
  issuedTogether(
    'tokens of machines share no statement',
    'share a statement',
    'server/src/domain/audit/grouped',
    'const MOST_WRITTEN = 50',
    'const MOST_WRITTEN = 1',
  ),
  issuedTogether(
    'machines that ask at the same moment stand for the first of them',
    'each get their own login, told by its own event, as they would alone',
    'server/src/domain/access/grantees',
    'return (id) => byClient.get(id)',
    "return (id) => (id === '' ? undefined : rows[0])",
  ),
  countedTogether(
    'all that are counted together have the place of the first',
    'are each told their own place: as many are let through as one by one, and one is the first refusal',
    'server/src/domain/throttle/limiter',
    ' + 1 + ofKey.indexOf(hit)',
    ' + 1',
  ),
  countedTogether(
    'a window never begins again',
    'begin again when their window has passed, and not before',
    'server/src/domain/throttle/throttle.store',
    'points = excluded.points + case when rate_limits.expire <= ${now}::bigint then 0 else rate_limits.points end',
    'points = excluded.points + rate_limits.points',
  ),
  countedTogether(
    'keys are counted in whatever order they came',
    'never wait for each other, in whatever order they were asked',
    'server/src/domain/throttle/throttle.store',
    '\n      order by key`',
    '`',
  ),
  redeemedTogether(
    'a code that comes with others needs no verifier',
    'each give their own login, told by its own event, as they would alone',
    'server/src/domain/tokens/codes-together',
    ' || mismatchOf(row, redemption, tokenSettings, now) !== undefined',
    '',
  ),
  redeemedTogether(
    'all codes of a group are redeemed with the proof of the first client',
    'each give their own login, told by its own event, as they would alone',
    'server/src/domain/tokens/codes-together',
    'clientAuth: codes.map((one) => one.clientAuth)',
    "clientAuth: codes.map(() => codes[0]?.clientAuth ?? '')",
  ),
  redeemedTogether(
    'a code is spent although its login has changed since it was looked at',
    'give nothing to a login that ends between the look at it and its spending, and take no other with them',
    'server/src/domain/tokens/codes-together.store',
    ' and code_spent_at is null and xmin::text = n.version',
    ' and n.version is not null',
  ),
  redeemedTogether(
    'tokens are told of that were not given',
    'give nothing to a login that ends between the look at it and its spending, and take no other with them',
    'server/src/domain/tokens/codes-together.store',
    'sql`where e.id in (select event from spent)`',
    'sql``',
  ),
  redeemedTogether(
    'what was not written is answered as written',
    'give nothing to a login that ends between the look at it and its spending, and take no other with them',
    'server/src/domain/audit/grouped',
    'written !== false && written.has(event.id)',
    "written !== false && event.id !== ''",
  ),
  redeemedTogether(
    'a login that is held keeps all waiting that came with it',
    'keeps none waiting whose codes come with its own, and is granted once it is free',
    'server/src/domain/tokens/codes-together.store',
    'for update skip locked',
    'for update',
  ),
  refresh(
    'a refresh token that comes with others may be any one of its login',
    'two rotations old ends the login at once, within the ten seconds too',
    'server/src/domain/tokens/refresh-together',
    'row.generation === token.generation &&',
    'row.generation > 0 &&',
  ),
  refreshedTogether(
    'a refresh token that comes with others is good for any client',
    'each rotate their own login, told by its own event, as they would alone',
    'server/src/domain/tokens/refresh-together',
    '    row.clientId === clientId &&\n    row.clientAuth === clientAuth &&\n',
    '',
  ),
  refreshedTogether(
    'a token rotates although its login has changed since it was looked at',
    'rotate no login that ends between the look at it and its rotation, and take no other with them',
    'server/src/domain/tokens/refresh-together.store',
    ' and xmin::text = n.version',
    ' and n.version is not null',
  ),
  createdTogether(
    'neighbours in a batch are made one by one',
    'in a batch too: neighbours that create, or that read, run at once, and all others in their order',
    'server/src/endpoints/fhir/batch',
    'const MOST_AT_ONCE = 10',
    'const MOST_AT_ONCE = 1',
  ),
  createdTogether(
    'whatever stands in a batch runs at once',
    'in a batch too: neighbours that create, or that read, run at once, and all others in their order',
    'server/src/endpoints/fhir/batch',
    'if (kind === undefined) return entries.slice(0, 1)',
    '',
  ),
  seals(
    'a seal serves every login of a person',
    'a seal serves one login again within 60 s, for the very same fields, and nobody else',
    'server/src/domain/audit/seals',
    '${agent.loginId}/${text}',
    '${text}',
  ),
  seals(
    'a seal is used again after the key that made it was deleted',
    'a seal made with a key that is no more at hand is not used again, nor one of a later time',
    'server/src/domain/audit/seals',
    '|| !keys.isAtHand(project, subject, found.key)',
    '',
  ),
  canonical(
    'a member of an event is written out of its order',
    'members are sorted by code units, and nothing else is changed',
    'server/src/domain/audit/canonical',
    'as (keyof T & string)[]).sort()',
    'as (keyof T & string)[]).sort((a, b) => a.localeCompare(b))',
  ),
  groups(
    'one row that is refused fails all that share its group',
    'writes what was refused together one by one, so that each fails for itself alone',
    'server/src/base/db/group-commit',
    'if (group.length > 1 && !(error instanceof StoreUnavailable)) return oneByOne(group)',
    '',
  ),
  groups(
    'a row is written for somebody who has given up',
    'writes what was refused together one by one, so that each fails for itself alone',
    'server/src/base/db/group-commit',
    'if (one.caller.aborted)',
    'if (one.caller.aborted && group.length > 500)',
  ),
  recordedReads(
    'an outage of the audit is asked about again for each of a group',
    'fail together in an outage, which is the audit’s, and the next ones are asked anew',
    'server/src/base/db/group-commit',
    ' && !(error instanceof StoreUnavailable)',
    '',
  ),
  recordedReads(
    'a read is given whatever row came with its event',
    'never give another row than the one that was asked for, and take no other with them',
    'server/src/domain/audit/grouped',
    "if (stored.project !== project || stored.type !== type || stored.id !== id) throw new Error('another row was read')",
    'void [project, type, id]',
  ),
  recordedReads(
    'all that share a statement are given the first row',
    'each ends as it would alone, whatever others ask for at the same moment',
    'server/src/domain/audit/grouped',
    '(row) => recordedRead(row, found.get(row.event))',
    '(row) => recordedRead(rows[0] ?? row, found.get(rows[0]?.event ?? row.event))',
  ),
  readsTogether(
    'a row of another project is found',
    'each get their own answer and leave their own events, as they would alone',
    'server/src/domain/audit/recorded-read.store',
    'on r.project = wanted.project and',
    'on',
  ),
  readsTogether(
    'what is about several patients has an event of the first alone',
    'each get their own answer and leave their own events, as they would alone',
    'server/src/domain/audit/recorded-read.store',
    ' and cardinality(patients) < 2',
    '',
  ),
  readsTogether(
    'what was not recorded is disclosed',
    'each get their own answer and leave their own events, as they would alone',
    'server/src/domain/audit/recorded-read.store',
    'recorded.id is not null as "isRecorded"',
    'true as "isRecorded"',
  ),
  readsTogether(
    'what was deleted is recorded as read',
    'each get their own answer and leave their own events, as they would alone',
    'server/src/domain/audit/recorded-read.store',
    'where not deleted and',
    'where',
  ),
  readsTogether(
    'an event does not tell which version was read',
    'each get their own answer and leave their own events, as they would alone',
    'server/src/domain/audit/recorded-read.store',
    '\',"version":\' || version || after',
    'after',
  ),
  readsTogether(
    'all reads of a group are told as those of the first who asked',
    'each get their own answer and leave their own events, as they would alone',
    'server/src/domain/audit/event-row',
    "agent: column('agent'),\n    app: column('app'),\n    loginId: column('loginId'),\n    before:",
    "agent: column('agent').fill(rows[0]?.agent ?? null),\n    app: column('app'),\n" +
      "    loginId: column('loginId'),\n    before:",
  ),
  createdTogether(
    'all that are created together are found by the entries of all',
    'each end as they would alone: stored, found, and told of by their own events',
    'server/src/domain/resources/together',
    'String(at + 1)',
    'String(at === 0 ? 1 : at)',
  ),
  createdTogether(
    'what is created about several patients has an event of the first alone',
    'each end as they would alone: stored, found, and told of by their own events',
    'server/src/domain/audit/event-row',
    'created.flatMap((one) => one.events)',
    'created.flatMap((one) => one.events.slice(0, 1))',
  ),
  createdTogether(
    'one that the store refuses fails all that are created with it',
    'fail each for itself where the store refuses one, or its event, and nothing of it is left',
    'server/src/domain/audit/grouped',
    'if (error instanceof SqlFault || error instanceof UnstorableText) return false',
    '',
  ),
  createdTogether(
    'what was refused is answered as created',
    'fail each for itself where the store refuses one, or its event, and nothing of it is left',
    'server/src/domain/audit/grouped',
    'return isMade ? resource.stored : undefined',
    'return isMade ? resource.stored : resource.stored',
  ),
]
