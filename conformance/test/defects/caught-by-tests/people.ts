/** Defects of sign-ins, and of providers and their tokens. */
import { caughtBy, oneOf, type TestedDefect } from './tested-defect.ts'

const revoked = caughtBy('server/test/federation/revoked-token')
const refresh = caughtBy('server/test/tokens/refresh')
const fhirUser = caughtBy('server/test/smart/fhir-user-scope')
const identityAlone = caughtBy('server/test/smart/identity-alone')
const emails = caughtBy('server/src/domain/proof/email-claim')
const odd = caughtBy('server/test/federation/odd-answers')
const basic = caughtBy('server/test/federation/client-secret-basic')
const presented = caughtBy('server/src/domain/proof/verify-token')
const meanwhile = caughtBy('server/test/identity/changed-meanwhile')
const everyRoute = caughtBy('server/test/addresses/every-route')
const wrong = caughtBy('server/test/identity/wrong-passwords')
const listed = caughtBy('server/test/identity/listed-passwords')
const activation = caughtBy('server/test/signin/activation')
const register = caughtBy('server/test/signin/register')

export const PEOPLE_DEFECTS: readonly TestedDefect[] = [
  activation(
    'the secret of an activation code is guessed without an end',
    'shows nothing to who guesses, and ends after five wrong secrets, also with the right one',
    'server/src/domain/registration/activation.store',
    '${isBorn(birthDate)} then 0 else 1 end,',
    '${isBorn(birthDate)} then 0 else 0 end,',
  ),
  activation(
    'an activation code of another project opens a record',
    'of another project opens nothing here',
    'server/src/domain/registration/activation.store',
    '(${project}::uuid is null or project = ${project}::uuid)',
    '(${project}::uuid is null or project is not null or project = ${project}::uuid)',
  ),
  activation(
    'an activation code expires never',
    'works %s',
    'server/src/domain/registration/activation.store',
    'and wrong_secrets < ${MOST_WRONG} and expires_at > ${now}::timestamptz',
    'and wrong_secrets < ${MOST_WRONG} and (expires_at > ${now}::timestamptz or true)',
  ),
  activation(
    'an activation code that is unknown costs its account nothing',
    'with an unknown public part counts against the account',
    'server/src/domain/registration/activation',
    'if (!attempt.allowance.allowed) return',
    'if (attempt.allowance.remaining < -1) return',
  ),
  activation(
    'an activation code works without the date of birth',
    'needs the date of birth of the record: five wrong ones end it, also with the right one',
    'server/src/domain/registration/activation.store',
    "position(r.content::jsonb ->> 'birthDate' in ${birthDate}::text) = 1",
    "position(r.content::jsonb ->> 'birthDate' in ${birthDate}::text) >= 0",
  ),
  activation(
    'staff open a record to themselves with an activation code',
    'gives no record to whoever made it, nor to who administers the project without owning it',
    'server/src/domain/registration/activation',
    'if (await isStaffOf(tx, project, userId, madeBy)) return',
    "if (await isStaffOf(tx, project, userId, '')) return",
  ),
  register(
    'terms are asked of nobody who is a member already',
    'are asked of everyone at the next sign-in, and again when they change, on every way',
    'server/src/domain/signin/state',
    'return terms !== undefined && !acceptedTerms.includes(',
    'return terms !== undefined && acceptedTerms.includes(',
  ),
  register(
    'a registration goes on in any browser that confirms its address',
    oneOf('confirmed in %s, the request waits in its own', 'another browser that has its cookie'),
    'server/src/domain/signin/state',
    ': constantTimeEqual(browserHash, given)',
    ': browserHash !== given || constantTimeEqual(browserHash, given)',
  ),
  listed(
    'whoever guessed a common password changes it',
    'is changed by nobody who knows it alone, only with the mailed link',
    'server/src/domain/passwords/change-password',
    'if (passwordChoice.isGuessable(change.oldPassword) && ',
    'if (change.oldPassword === change.newPassword && ',
  ),
  meanwhile(
    'a password that was just changed is noted as a common one',
    'a password that was changed is not noted as the common one that was compared',
    'server/src/domain/passwords/passwords.store',
    'password_changed_at is not distinct from ${changedAt}',
    '(password_changed_at is not distinct from ${changedAt} or true)',
  ),
  meanwhile(
    'a new password overwrites the reset of a moment ago',
    'a change of the password stays, when an earlier one is being replaced',
    'server/src/domain/passwords/change-password',
    'if (passwordChangedAt?.getTime() !== user.passwordChangedAt?.getTime()) return undefined',
    'if (passwordChangedAt === undefined) return undefined',
  ),
  identityAlone(
    'a new app is not told to ask for scopes',
    'opens no record, by any interaction, and its 403 says what to ask for',
    'server/src/domain/clients/client-gate',
    'client.resourceScopesRequired === undefined && isNewApp(client, before)',
    'client.resourceScopesRequired === undefined && isNewApp(client, before) && client.firstParty === true',
  ),
  identityAlone(
    'with a secret, an app needs no scopes',
    'is a confidential client of no kind, too: its token opens nothing with openid, and its own login all of its policy',
    'server/src/domain/clients/client-gate',
    "kindOf(client) !== 'device' && hasAddress &&",
    "kindOf(client) !== 'device' && !hasAddress &&",
  ),
  identityAlone(
    'what a person allowed as their identity becomes everything later',
    'is limited at once when it is demanded of it, and what people allowed as their identity never becomes more',
    'server/src/domain/logins/logins.store',
    '    or coalesce((select c.identity_alone from clients c where c.id = n.client_id), false)\n',
    '',
  ),
  everyRoute(
    'a blocked address refreshes',
    oneOf('a person whom %s shuts out does not sign in, and gets no tokens', 'a policy'),
    'server/src/endpoints/oauth/grants/refresh-token',
    'grantees.readLoginOfFamily(tx, family, scope.value, request.origin.address)',
    "grantees.readLoginOfFamily(tx, family, scope.value, '198.51.100.7')",
  ),
  everyRoute(
    'a blocked address redeems a code together with others',
    oneOf('a person whom %s shuts out does not sign in, and gets no tokens', 'the client'),
    'server/src/endpoints/oauth/grants/authorization-code',
    'address: request.origin.address, now }',
    "address: '198.51.100.7', now }",
  ),
  everyRoute(
    'a blocked address refreshes together with others',
    oneOf('a person whom %s shuts out does not sign in, and gets no tokens', 'the client'),
    'server/src/endpoints/oauth/grants/refresh-token',
    'refreshTogether({ rotation: rotation.value, address: request.origin.address, now }',
    "refreshTogether({ rotation: rotation.value, address: '198.51.100.7', now }",
  ),
  everyRoute(
    'a blocked address uses Basic',
    'no route takes the token or the secret of a machine that %s shuts out',
    'server/src/domain/credentials/credentials',
    'const found = await grantees.ofClient(clientId, address)',
    "const found = await grantees.ofClient(clientId, '198.51.100.7')",
  ),
  everyRoute(
    'any request may say where it comes from',
    'what a request says of its own address counts only from a proxy that is trusted',
    'server/src/app/http',
    'trustProxy: ranges.length === 0 ? false : isProxy',
    'trustProxy: true',
  ),
  wrong(
    'a password is guessed at without end',
    'turn the password off, for an address without an account alike, and nothing is hashed any more',
    'server/src/domain/throttle/sign-in-limit',
    "if (standing.failures + others() >= most) return 'off'",
    "if (standing.failures + others() >= 1_000_000) return 'off'",
  ),
  wrong(
    'a right password elsewhere turns a password on again',
    'turn off the password, not the account: tokens go on, and so does a known network, which counts its own',
    'server/src/domain/throttle/guesses.store',
    "o.network_hash = '' and o.failures >= ${most}",
    "o.network_hash = '' and o.failures > ${most} * 1000",
  ),
  wrong(
    'a new password stays off',
    'are forgotten after a right one, and a new password through the mailed link turns it on everywhere',
    'server/src/domain/passwords/set-password',
    '    await throttle.newPassword(tx, user.email ?? user.id)\n',
    '',
  ),
  wrong(
    'guesses at a known account are hashed when there is no time for others',
    'is refused to known and unknown accounts alike, unhashed; a known network gets through',
    'server/src/domain/throttle/sign-in-limit',
    'standing.isKnownBrowser ? budget.shortage() : budget.take(ms)',
    'standing.isKnownBrowser ? undefined : budget.take(ms)',
  ),
  meanwhile(
    'a password that was changed while it was compared signs in',
    'a change of the password ends the sign-in: nothing that the old one began is left',
    'server/src/domain/signin/state',
    'changedAt?.getTime()) outdated()',
    'changedAt?.getTime()) void outdated',
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
    'tells nothing of its client by a forged token or at another address, and does not rotate there',
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
    'demand: isOne(own) }]',
    'demand: everyOf([]) }]',
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
    'is the token’s too: a refresh without it reads no profile, one with it alone reads nothing else',
    'server/src/domain/access/made-grantee',
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
]
