import { coversScope, isResourceScope, parseScope, type SmartScope } from '@damson/access'
import { accepted, type Result, refused } from '@damson/fhir'
import { secondsAfter } from '#base/clock'
import { error } from '#base/findings'
import { isUuid, uuid } from '#base/random'
import { ELSEWHERE, fromHere, type Grantee, insertActingLogin } from '#domain/access'
import { isOfIssuer } from '#domain/projects'
import { readScope } from '#domain/signin'
import type { OAuthDeps } from '../dependencies.ts'
import { lifetimesOf } from './authorization-code.ts'
import { blockedAddress, type GrantRefusal, type Redeeming, refusal, scopeRefusal, type TokenRequest } from './grant.ts'

const TYPE = 'urn:ietf:params:oauth:token-type:'
const ACCESS = new Set([`${TYPE}access_token`, `${TYPE}jwt`])

/** The two tokens of an exchange with an actor, as they are by now. */
interface Exchanged {
  readonly client: Grantee
  readonly actorScope: string
  readonly person: Grantee
  readonly personLogin: string
  readonly subjectScope: string
}

/** Whether an exchange names an actor: the client that will act for the person whose token it brings. */
export function namesActor({ form }: TokenRequest): boolean {
  return form.get('actor_token') !== undefined || form.get('actor_token_type') !== undefined
}

/**
 * RFC 8693 with an actor: a client brings a live access token of a person (`subject_token`) and its own (`actor_token`), and
 * gets a token with which it acts for the person. No refresh token: the person's own login is the limit.
 */
export async function actingExchange(
  deps: OAuthDeps,
  request: TokenRequest,
  issuedTokenType: string,
): Promise<Result<Redeeming, GrantRefusal>> {
  const { grantees, tokenSettings } = deps
  const exchanged = await readTokens(deps, request)
  if (!exchanged.ok) return exchanged
  const { client, actorScope, person, personLogin, subjectScope } = exchanged.value
  // Whose token it is was proven: from here on the event names the person.
  const about = (problem: GrantRefusal): Result<never, GrantRefusal> =>
    refused({ ...problem, project: client.project, entity: person.profile })
  const scope = scopeOf(request, person, subjectScope)
  if (!scope.ok) return about(scope.refusal)
  const acting = await grantees.acting(client, person)
  if (!acting.ok) {
    const { why, text, finding } = acting.refusal
    return about(refusal(`acting_${why}`, 'invalid_request', text, finding))
  }
  const { lacks, withheld } = acting.value
  if (lacks !== undefined || withheld === 'device_not_compliant') return about(TOO_WEAK)
  const { project, clientId = '' } = acting.value
  return accepted({
    async redeem(tx, { client: authenticated }, now) {
      const { accessTokenSeconds } = lifetimesOf({ client: authenticated }, tokenSettings)
      const usual = secondsAfter(now, accessTokenSeconds)
      const expiresAt = person.expiresAt !== undefined && person.expiresAt < usual ? person.expiresAt : usual
      const id = uuid()
      await insertActingLogin.run(tx, {
        id,
        project,
        clientId,
        actorScope,
        subjectLoginId: personLogin,
        subjectScope,
        scope: scope.value,
        issuedAt: now,
        expiresAt,
      })
      const principal = { ...acting.value, loginId: id, scope: scope.value, expiresAt, patient: person.patient }
      return accepted({
        loginId: id,
        project,
        kind: 'token.issued',
        accessTokenSeconds,
        principal: accepted(principal),
        issuedTokenType,
      })
    },
  })
}

async function readTokens(deps: OAuthDeps, request: TokenRequest): Promise<Result<Exchanged, GrantRefusal>> {
  const { form, client: asking } = request
  if (asking.workload?.isGrant === true) return refused(OF_A_WORKLOAD)
  for (const name of ['subject', 'actor'])
    if (!ACCESS.has(form.get(`${name}_token_type`) ?? '')) return refused(WRONG_TYPE)
  const actor = await granteeOf(deps, request, form.get('actor_token'))
  const isOwn =
    asking.auth !== 'none' &&
    actor?.grantee.userType === 'ClientApplication' &&
    actor.grantee.clientId === asking.client?.id &&
    actor.grantee.onBehalfOf === undefined
  if (actor === undefined || !isOwn) return refused(NOT_THE_ACTOR)
  // The client asks from here, the person is elsewhere.
  const here = fromHere(actor.grantee, request.origin.address)
  if (!here.ok) return refused(blockedAddress(here.refusal))
  const subject = await granteeOf(deps, request, form.get('subject_token'))
  // One answer, also for a token of another project: what is wrong with a token is nobody else's business.
  if (subject?.grantee.userId === undefined || subject.grantee.project !== actor.grantee.project)
    return refused(NO_PERSON)
  return accepted({
    client: actor.grantee,
    actorScope: actor.scope,
    person: subject.grantee,
    personLogin: subject.loginId,
    subjectScope: subject.scope,
  })
}

/** Whose token of ours it is, if it is alive and acts for nobody. */
async function granteeOf(
  { accessTokens, clock, grantees }: OAuthDeps,
  { issuer }: TokenRequest,
  token = '',
): Promise<{ readonly grantee: Grantee; readonly loginId: string; readonly scope: string } | undefined> {
  const claims = await accessTokens.verify(token, issuer, clock.now())
  if (!claims.ok || claims.value.actor !== undefined || !isUuid(claims.value.loginId)) return undefined
  const { loginId, scope } = claims.value
  // To exchange a token is no use of the sign-in.
  const found = await grantees.ofLogin(loginId, scope, ELSEWHERE, true)
  return found.ok && isOfIssuer(issuer, found.value.project) ? { grantee: found.value, loginId, scope } : undefined
}

/** What is asked for must be within the person's token. Without a scope, it is the token's. */
function scopeOf({ form }: TokenRequest, { limited }: Grantee, subjectScope: string): Result<string, GrantRefusal> {
  const asked = form.get('scope') ?? ''
  if (asked === '') return accepted(resourceWords(subjectScope).join(' '))
  const scope = readScope(asked, 'person')
  if (!scope.ok) return refused(scopeRefusal(scope.refusal))
  const words = resourceWords(scope.value)
  if (!limited) return accepted(words.join(' '))
  const held = parsed(resourceWords(subjectScope))
  const isWithin = words.length > 0 && parsed(words).every((one) => coversScope(held, one))
  return isWithin ? accepted(words.join(' ')) : refused(BEYOND)
}

const resourceWords = (scope: string): readonly string[] => scope.split(' ').filter(isResourceScope)

function parsed(words: readonly string[]): readonly SmartScope[] {
  return words.map(parseScope).flatMap((one) => (one.ok ? [one.value] : []))
}

function invalid(reason: string, what: string, remedy: string): GrantRefusal {
  return refusal(reason, 'invalid_request', `${what} ${remedy}`, error(what, remedy))
}

const OF_A_WORKLOAD = invalid(
  'actor_token',
  'A workload’s token proves the client, and no person.',
  'Leave out actor_token and actor_token_type.',
)
const WRONG_TYPE = invalid(
  'unsupported_actor_token_type',
  'With an actor, both tokens are access tokens of this server.',
  `Send actor_token, and ${TYPE}access_token as subject_token_type and as actor_token_type.`,
)
const NOT_THE_ACTOR = invalid(
  'wrong_actor_token',
  'The actor_token is no live access token of the client itself.',
  'Get one with client_credentials, and send it as actor_token.',
)
const NO_PERSON = invalid(
  'wrong_subject_token',
  'The subject_token is no live access token of a person of this project.',
  'Send the token that the person’s own app got from this server.',
)
const TOO_WEAK = invalid(
  'weak_subject_token',
  'The person’s sign-in has proven less than is demanded of them, or of people in this client.',
  'Let the person sign in again, and exchange the new token.',
)
const BEYOND = refusal(
  'scope_beyond_subject',
  'invalid_scope',
  'The scope goes beyond the scope of the subject_token: ask for less, or leave scope out.',
  error('The scope goes beyond that of the subject_token.', 'Ask for less, or leave scope out.'),
)
