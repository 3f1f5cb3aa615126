import { accepted, type Result, refused } from '@damson/fhir'
import { type Language, languageOf } from '#base/language'
import type { Client } from '#domain/clients'
import { makeMailedSignIn } from '#domain/factors'
import type { RequestOrigin } from '#domain/projects'
import { signsInBy } from '#domain/users'
import { findSomewhere } from './choices.ts'
import type { SignInDeps } from './dependencies.ts'
import { personById } from './person.store.ts'

/** A browser that asks for a text message to sign in with. */
export interface TextAsked extends RequestOrigin {
  /** In E.164. */
  readonly number: string
  readonly client: Client
  /** What the app asked for. */
  readonly query: string
  readonly browserHash: string
  readonly language: Language
}

export const TEXT_PROOF = { method: 'sms', factors: ['sms'] } as const

/**
 * Begins a sign-in by text message, and returns its id. Text, status and time are the same whether somebody has the number or
 * not: only what follows the answer differs. Undefined if the number was asked for too often.
 */
export async function askByText(
  deps: SignInDeps,
  { number, client, query, browserHash, language, ...origin }: TextAsked,
): Promise<Result<string, { readonly why: 'limited' }>> {
  const { db, clock, keyring, audit, texts, log, throttle } = deps
  const { project } = client
  const { issuer, address, userAgent, traceId } = origin
  const userId = await signsInBy(db, keyring, { project, number }, clock.now())
  // Looked up for nobody too, so that the same statements are run.
  const isKnown = await throttle.places.isKnown(db, { userId: userId ?? '', browserHash, address }, clock.now())
  const postage = await texts.admitSignIn({ project, number, knownBrowser: isKnown ? browserHash : undefined })
  if (postage === undefined) return refused({ why: 'limited' })
  const made = await db.tx(async (tx) => {
    // In either case without a person, so that as much is written for a number that nobody has.
    await audit.record(tx, [
      {
        kind: 'login.text_requested',
        project,
        outcome: 0,
        agent: { clientId: client.id },
        personal: { address, userAgent, account: number },
        traceId,
      },
    ])
    const draft = { userId, browserHash, issuerProject: issuer.project, channel: 'sms', query, email: number } as const
    return makeMailedSignIn(tx, keyring, draft, clock.now())
  })
  setImmediate(() => void send().catch((error: unknown) => log.error('sms.failed', { error })))
  return accepted(made.id)

  async function send(): Promise<void> {
    const person = userId === undefined ? undefined : await personById.maybeOne(db, userId)
    // An address was proven since: from then on it is what its person signs in with.
    if (person?.active !== true || person.emailProvenAt !== null || postage === undefined) return
    const asked = { requestedProject: project, profileType: undefined, client, providerKey: undefined, ...TEXT_PROOF }
    if ((await findSomewhere(db, clock.now(), person, person.memberships, asked)) === 'somewhere')
      await texts.signIn(postage, made.code, languageOf(person.language, language), issuer)
  }
}
