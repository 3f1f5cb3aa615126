/** Defects that no standard speaks of: a test catches each, which is named by its file and its title. */
export interface TestedDefect {
  readonly what: string
  /** Below `packages/`. */
  readonly test: string
  readonly title: string
  /** Below `packages/`. */
  readonly file: string
  /** Stands there exactly once. */
  readonly find: string
  readonly put: string
}

/** A short way to write the defects that one file of tests catches. */
function caughtBy(test: string) {
  return (what: string, title: string, file: string, find: string, put: string): TestedDefect => ({
    what,
    test: `${test}.test.ts`,
    title,
    file: `${file}.ts`,
    find,
    put,
  })
}

const requests = caughtBy('server/test/limits/request-limits')
const connections = caughtBy('server/test/limits/connections')
const inTurn = caughtBy('server/src/base/http/in-turn')
const first = caughtBy('server/test/fhir/authenticated-first')
const audit = caughtBy('server/test/fhir/audit-conditions')
const revoked = caughtBy('server/test/federation/revoked-token')
const refresh = caughtBy('server/test/tokens/refresh')
const fhirUser = caughtBy('server/test/smart/fhir-user-scope')
const emails = caughtBy('server/src/domain/proof/email-claim')
const odd = caughtBy('server/test/federation/odd-answers')
const basic = caughtBy('server/test/federation/client-secret-basic')
const presented = caughtBy('server/src/domain/proof/verify-token')
const members = caughtBy('server/test/identity/members')
const invitations = caughtBy('server/test/identity/open-invitations')
const transactions = caughtBy('server/src/base/db/transactions')
const seals = caughtBy('server/src/domain/audit/seals')
const canonical = caughtBy('server/src/domain/audit/canonical')
const groups = caughtBy('server/src/domain/audit/group-commit')
const recordedReads = caughtBy('server/src/domain/audit/recorded-read')
const readsTogether = caughtBy('server/test/fhir/recorded-reads')
const createdTogether = caughtBy('server/test/fhir/created-together')
const connectionsOfStore = caughtBy('server/src/base/db/postgres')

export const TESTED_DEFECTS: readonly TestedDefect[] = [
  requests(
    'a form may have any number of fields',
    'are at most 100 in a form, at every address',
    'server/src/base/http/limits',
    '++pairs > MOST_PAIRS',
    '++pairs > 100_000',
  ),
  requests(
    'JSON at the doors may hold anything',
    'of more than is needed at the doors is refused unparsed, at every address',
    'server/src/base/http/limits',
    'values: 5_000, members: 2_000, membersOfOne: 200, numbers: 1_000',
    'values: 5e6, members: 5e6, membersOfOne: 5e6, numbers: 5e6',
  ),
  requests(
    'a body at the doors may be as large as an administrator’s',
    'is taken up to 64 KB at the doors, 256 KB by administrators, and as the setting says by FHIR alone',
    'server/src/app/limits',
    "{ path: '', bodyBytes: 64 * KB,",
    "{ path: '', bodyBytes: 256 * KB,",
  ),
  inTurn(
    'the next request is begun before the answer has been taken',
    'one request is under way: the next begins when the answer before it has been taken',
    'server/src/base/http/in-turn',
    'connections.set(socket, [])',
    '',
  ),
  inTurn(
    'what waits is begun though its connection has closed',
    'what waits when it closes is not begun',
    'server/src/base/http/in-turn',
    'if (next === undefined || socket.destroyed)',
    'if (next === undefined)',
  ),
  connections(
    'a thousand requests may wait on one connection',
    'that sends a thousand at once is closed, and so none of them is made in vain',
    'server/src/base/http/in-turn',
    'waiting.length < MOST_WAITING',
    'waiting.length < 1e6',
  ),
  connections(
    'bytes under way are not counted',
    'has at most so many bytes of bodies under way, whether they say how long they are or not',
    'server/src/app/under-way',
    ' || bytes.of(address) >= mostBytes',
    '',
  ),
  connections(
    'requests under way are not counted',
    'behind a trusted proxy has as many requests under way, and its neighbours have theirs',
    'server/src/app/under-way',
    'requests.of(address) >= connectionsPerAddress || ',
    '',
  ),
  first(
    'a body is read from who is over their limit',
    'and so is that they are over their limit',
    'server/src/endpoints/fhir/authenticated-first',
    'if (!allowance.allowed) throw tooManyRequests(allowance)',
    '',
  ),
  first(
    'a sign-in that ended while the body came still writes',
    'a sign-in that ends while the body is on its way writes nothing',
    'server/src/endpoints/fhir/authenticated-first',
    '<= FRESH_MS)',
    '<= Number.MAX_VALUE)',
  ),
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
  revoked(
    'a revoked token signs in again',
    'signed in by an exchange: is neither exchanged again nor taken as Bearer',
    'server/src/domain/signin/worn-out',
    'if (logins.some(({ isOver }) => isOver)) return REVOKED',
    '',
  ),
  revoked(
    'a revoked token is another one in another spelling',
    'gives no new one when it is exchanged, whatever it is called and however it is written',
    'server/src/domain/proof/token-replay',
    'hashes: tokens.map((one) => sha256Text(isJwt(one) ? signedPart(one) : one)),',
    'hashes: tokens.map((one) => sha256Text(one)),',
  ),
  revoked(
    'a token of before a restore is believed',
    'and that was issued before a restore is exchanged no more than it is a Bearer',
    'server/src/domain/signin/worn-out',
    'return restored !== undefined && !(issuedAt !== undefined && issuedAt > restored)',
    'return false',
  ),
  refresh(
    'a refresh token names its client at any address',
    'tells nothing of its client by a forged token or at another address, and does not turn there',
    'server/src/endpoints/oauth/family-client',
    ' || login.issuerProject !== (request.issuer.project ?? null)',
    '',
  ),
  refresh(
    'a refresh token is stronger than the client that is named',
    'is refused to another client that is named in any way, and to an unknown one',
    'server/src/endpoints/oauth/family-client',
    "client !== undefined || form.get('grant_type')",
    "form.get('grant_type')",
  ),
  fhirUser(
    'fhirUser opens the profiles of others',
    'opens no other resource, no version, history or search, and changes nothing',
    'access/src/scoped-access',
    '? [isOne(own)]',
    '? [everyOf([])]',
  ),
  fhirUser(
    'fhirUser opens versions and history',
    'opens no other resource, no version, history or search, and changes nothing',
    'access/src/scoped-access',
    "heldAs(interaction) === 'read' && interaction !== 'guard'",
    "['read', 'vread', 'history'].includes(heldAs(interaction))",
  ),
  fhirUser(
    'a smaller refresh keeps fhirUser',
    'is the token’s too: a smaller refresh without it reads no profile, one with it alone reads nothing else',
    'server/src/domain/access/grantees',
    '[row.scope, scope].every(',
    '[row.scope].every(',
  ),
  emails(
    'an e-mail claim is repaired',
    'counts only where it is the text that it would be repaired to, but for its case',
    'server/src/domain/proof/email-claim',
    "UNSEEN.test(claim) || claim !== claim.normalize('NFKC')",
    'UNSEEN.test(claim)',
  ),
  odd(
    'a provider may be at a plain http address',
    'a provider at a plain http address is refused on save outside development',
    'server/src/domain/providers/provider-gate',
    '(isDevelopment ? undefined : plainHttpProblem(settings))',
    '(isDevelopment ? undefined : settings === undefined ? plainHttpProblem(settings) : undefined)',
  ),
  odd(
    'what a provider says of its refusal is shown as it is',
    'is in the trace where it sends the person back, masked, and not on the page',
    'server/src/domain/proof/provider-words',
    "plain.split(' ').map(masked)",
    "plain.split(' ').map((word) => (word === '' ? masked(word) : word))",
  ),
  basic(
    'a refused code is tried again with the secret in another spelling',
    'are not tried in another spelling where the code alone is refused',
    'server/src/domain/providers/client-secret-basic',
    'second === first || !answer.ok || !isClientRefused(answer.value)',
    'second === first || !answer.ok || answer.value.status === 200',
  ),
  presented(
    'a key that was replaced under its kid is not asked for',
    'makes it ask once whether the key was replaced %s',
    'server/src/domain/issuers/issuer-tokens',
    '  wrong_signature: 30,\n',
    '',
  ),
  presented(
    'a signature is tried with any number of keys',
    'is not looked for among more than a few',
    'server/src/domain/issuers/issuer-tokens',
    'if (tried === MOST_MATCHING) break',
    '',
  ),
  members(
    'the list of members tells names that a policy hides',
    'are told as far as the administrator’s own policy goes',
    'server/src/endpoints/admin/member-list',
    'type, piece, decision.narrowing)',
    "type, piece, { op: 'all', of: [] })",
  ),
  members(
    'an invitation is revoked from somebody who has signed in',
    'is revoked no more once its person has signed in',
    'server/src/endpoints/admin/invitations',
    'if ((await holdPending.maybeOne(tx, project, id)) === undefined) throw notPending()',
    'await holdPending.maybeOne(tx, project, id)',
  ),
  invitations(
    'the link of a removed invitation still works',
    'ends with the membership that is removed by /%s',
    'server/src/domain/memberships/end-gates',
    'if (after === undefined) await endInvitationLinks.run(tx, now, project, id)',
    'if (after !== undefined) await endInvitationLinks.run(tx, now, project, id)',
  ),
  invitations(
    'an invitation stays pending when its person signs in',
    'is pending until its person signs in, who waits for nobody that holds the membership',
    'server/src/domain/logins/came-to.store',
    ', invitation_open = false',
    '',
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
    'server/src/domain/audit/group-commit',
    'if (group.length > 1 && !(error instanceof StoreUnavailable)) return oneByOne(group)',
    '',
  ),
  groups(
    'a row is written for somebody who has given up',
    'writes what was refused together one by one, so that each fails for itself alone',
    'server/src/domain/audit/group-commit',
    'if (one.caller.aborted)',
    'if (one.caller.aborted && group.length > 500)',
  ),
  recordedReads(
    'an outage of the audit is asked about again for each of a group',
    'fail together in an outage, which is the audit’s, and the next ones are asked anew',
    'server/src/domain/audit/group-commit',
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
    "agent: column('agent').fill(rows[0]?.agent ?? null),\n    app: column('app'),\n    loginId: column('loginId'),\n    before:",
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
