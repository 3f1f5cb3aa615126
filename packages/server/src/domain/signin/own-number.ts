import { accepted, type Result, refused } from '@damson/fhir'
import { refusable, type Tx } from '#base/db'
import { maskedNumber, readPhoneNumber } from '#base/phone'
import {
  type CodeRefusal,
  eventOf,
  type FactorAct,
  ownLanguage,
  type TextRefusal,
  withinLimits,
} from '#domain/enrolment'
import { makeSignInNumberCode, takeSignInNumberCode } from '#domain/factors'
import { readProject, signInCountriesOf } from '#domain/projects'
import { type NumberInProject, provenNumberOf, useNumber } from '#domain/users'
import { TEXT_PROOF } from './by-text.ts'
import { findSomewhere } from './choices.ts'
import type { SignInDeps } from './dependencies.ts'
import { personById } from './person.store.ts'

/**
 * The number of a person without an address who is to prove themselves anew. A code to it proves as much as a sign-in by text
 * message, so it takes what that takes: a project that allows it still, to their role and to the country of their phone.
 */
async function usableNumber(
  { db, clock, keyring }: SignInDeps,
  userId: string,
): Promise<Result<NumberInProject, TextRefusal>> {
  const person = await personById.maybeOne(db, userId)
  if (person?.active !== true || person.emailProvenAt !== null) return refused('no_number')
  const own = await provenNumberOf(db, keyring, userId, clock.now())
  if (own === undefined) return refused('unused_number')
  const asked = { requestedProject: own.project, profileType: undefined, client: undefined, providerKey: undefined }
  const found = await findSomewhere(db, clock.now(), person, person.memberships, { ...asked, ...TEXT_PROOF })
  if (found !== 'somewhere') return refused('not_allowed')
  const project = await readProject(db, own.project)
  const read = await readPhoneNumber(own.number, project === undefined ? [] : signInCountriesOf(project.resource))
  return read.ok ? accepted(own) : refused('other_country')
}

/** Sends a code to the number by which a signed-in person signs in. */
export async function textOwnNumber(deps: SignInDeps, act: FactorAct): Promise<Result<void, TextRefusal>> {
  const { db, clock, keyring, texts } = deps
  const { userId, askedBy, issuer } = act
  const usable = await usableNumber(deps, userId)
  if (!usable.ok) return usable
  const { number } = usable.value
  const postage = await texts.admit({ account: userId, number, why: 'own' })
  if (postage === undefined) return refused('limited')
  const code = await db.tx((tx) => makeSignInNumberCode(tx, keyring, { userId, askedBy, number }, clock.now()))
  const posted = await texts.code(postage, code, await ownLanguage(deps, act), issuer)
  return posted === 'sent' ? accepted(undefined) : refused('failed')
}

/**
 * Compares that code within the limits, and uses it up in the transaction that writes what it proves. `then` writes that, and
 * returns false if what asked has ended.
 */
export async function checkOwnNumber(
  deps: SignInDeps,
  act: FactorAct,
  typed: string,
  then: (tx: Tx, factor: 'sms', now: Date) => Promise<boolean>,
): Promise<Result<void, CodeRefusal>> {
  const { db, clock, keyring, audit } = deps
  const { userId, askedBy } = act
  return withinLimits(deps, act, async () => {
    const usable = await usableNumber(deps, userId)
    const now = clock.now()
    const compared = await refusable(
      db,
      async (tx, refuse: (refusal: CodeRefusal) => never): Promise<Result<void, CodeRefusal>> => {
        const isRight =
          usable.ok &&
          (await takeSignInNumberCode(tx, keyring, { userId, askedBy, typed, number: usable.value.number }, now)) &&
          (await useNumber(tx, keyring, { userId, ...usable.value }, now))
        if (!isRight) {
          await audit.record(tx, [eventOf(act, 'factor.failed', { outcome: 4, reason: 'wrong_code' })])
          return refused({ why: 'wrong_code' })
        }
        // Rolled back: no code is used up without an event.
        if (!(await then(tx, 'sms', now))) return refuse({ why: 'ended_login' })
        await audit.record(tx, [eventOf(act, 'factor.proven', { reason: 'sms' })])
        return accepted(undefined)
      },
    )
    return compared.ok ? compared.value : compared
  })
}

/** That number, as a page shows it. */
export async function shownOwnNumber(
  { db, clock, keyring }: Pick<SignInDeps, 'db' | 'clock' | 'keyring'>,
  userId: string,
): Promise<string | undefined> {
  const own = await provenNumberOf(db, keyring, userId, clock.now())
  return own && maskedNumber(own.number)
}
