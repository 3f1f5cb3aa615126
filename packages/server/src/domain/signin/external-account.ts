import { accepted, type Result } from '@damson/fhir'
import { refusable, type Tx } from '#base/db'
import { accountPageProblem } from '#domain/email-domains'
import { openRoot } from '#domain/logins'
import type { RequestOrigin } from '#domain/projects'
import type { ExternalPerson } from '#domain/proof'
import { providerChange, writeProviderKey } from '#domain/providers'
import { publishInvalidations } from '#domain/revocation'
import type { SignInDeps } from './dependencies.ts'
import { type ExternalRefusal, otherMethod, reasonOf, recordRefusal } from './external.ts'
import { endedEvent } from './password.ts'
import { personById } from './person.store.ts'

/** A provider's person who wants to see their account. */
export interface ExternalAccountSignIn extends Pick<RequestOrigin, 'address' | 'userAgent' | 'traceId'> {
  readonly person: ExternalPerson
  /** The project that the provider speaks for. */
  readonly project: string
  readonly browserHash: string
  /** Who is signed in in this browser: no one else may be proven there. */
  readonly expectedUser: string | undefined
}

/** Signs a provider's person in to their account page: the browser is signed in, but no app is. It makes no accounts. */
export async function openExternalAtAccount(
  deps: SignInDeps,
  given: ExternalAccountSignIn,
): Promise<Result<{ readonly rootHandle: string }, ExternalRefusal>> {
  const opened = await refusable(deps.db, (tx, refuse: (refusal: ExternalRefusal) => never) =>
    open(deps, tx, given, refuse),
  )
  if (opened.ok) return accepted(opened.value)
  await recordRefusal(deps, { ...given, client: undefined }, reasonOf(opened.refusal))
  return opened
}

async function open(
  { clock, keyring, loginSettings, audit, identify }: SignInDeps,
  tx: Tx,
  { project, browserHash, expectedUser, address, userAgent, traceId, ...given }: ExternalAccountSignIn,
  refuse: (refusal: ExternalRefusal) => never,
): Promise<{ readonly rootHandle: string }> {
  const now = clock.now()
  const person = invitedOnly(given.person)
  const { provider, factors, authenticatedAt } = person
  const change = await providerChange(tx, provider)
  if (change !== undefined) return refuse(change)
  const at = { project, clientId: undefined, address, userAgent, traceId }
  const identified = await identify(tx, person, at, now)
  if (!identified.ok) return refuse(identified.refusal)
  const { userId, identityId, entries, invalidations } = identified.value
  const { active, email } = await personById.one(tx, userId)
  if (!active) return refuse({ why: 'inactive', finding: 'The account is switched off.' })
  if (expectedUser !== undefined && expectedUser !== userId)
    return refuse({ why: 'other_person', finding: 'Another person is signed in in this browser.' })
  const problem = await accountPageProblem(tx, provider, { project, email })
  if (problem !== undefined) return refuse(otherMethod(problem))
  const providerKey = writeProviderKey(provider.key)
  const proof = { method: 'external', factors, provenAt: authenticatedAt, providerKey, identityId } as const
  const opening = { ...proof, userId, browserHash, address, userAgent }
  const { rootHandle, ended, invalidations: news } = await openRoot(tx, keyring, loginSettings, opening, now)
  if (rootHandle === undefined) throw new Error('a browser has a root of its own')
  await audit.record(tx, [
    ...entries,
    ...ended.map((login) => endedEvent(login, { address, userAgent, traceId })),
    {
      kind: 'login.succeeded',
      project,
      outcome: 0,
      agent: { userId },
      personal: { address, userAgent },
      reason: 'account',
      provider: providerKey,
      identity: identityId,
      traceId,
    },
  ])
  await publishInvalidations(tx, [...invalidations, ...news], now)
  return { rootHandle }
}

/** Accounts are made where an app asks for the person, and not by who only looks for one. */
function invitedOnly(person: ExternalPerson): ExternalPerson {
  const settings = { ...person.provider.settings, accountPolicy: 'invited' as const }
  return { ...person, provider: { ...person.provider, settings } }
}
