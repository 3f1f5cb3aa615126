import { accepted, type Result, refused } from '@damson/fhir'
import type { Tx } from '#base/db'
import { type PhoneFault, readPhoneNumber } from '#base/phone'
import { addNumberFactor, makeNumberCode, makeTextedCode, ownNumber } from '#domain/factors'
import { personDemands } from '#domain/logins'
import { projectOf, smsCountriesOf } from '#domain/projects'
import { type CodeRefusal, type MailRefusal, mailCode } from './codes.ts'
import type { EnrolmentDeps, FactorAct } from './dependencies.ts'
import { type Added, addFactorBy, ownLanguage } from './own-factors.ts'

/** Why no text message was sent. */
export type TextRefusal =
  /** The person has no number. */
  | 'no_number'
  /** It was not used for so long that another person may have it. */
  | 'unused_number'
  /** None of the person's projects allows its country any more. */
  | 'other_country'
  /** The person's project lets nobody in their role sign in by text message any more. */
  | 'not_allowed'
  | 'limited'
  | 'failed'

/** Sends a code to the person's number. It answers only what asked for it. */
export async function textCode(deps: EnrolmentDeps, act: FactorAct): Promise<Result<void, TextRefusal>> {
  const { db, clock, keyring } = deps
  const { userId, askedBy } = act
  const number = await ownNumber(db, keyring, userId, clock.now())
  if (number === undefined) return refused('no_number')
  if (number.isUnused) return refused('unused_number')
  // It was a mobile phone when it was added; which countries may cost money can change.
  const read = await readPhoneNumber(number.e164, await smsCountries(db, userId, undefined))
  if (!read.ok) return refused('other_country')
  return send(deps, act, { number: number.e164, why: 'own' }, (tx, now) =>
    makeTextedCode(tx, keyring, { userId, askedBy, factorId: number.id }, now),
  )
}

/** Sends a code in the best message that may be answered with: to the phone, else by e-mail. */
export function messageCode(
  deps: EnrolmentDeps,
  act: FactorAct,
  among: readonly string[],
): Promise<Result<void, TextRefusal | MailRefusal>> {
  return among.includes('sms') ? textCode(deps, act) : mailCode(deps, act)
}

export type NumberRefusal = PhoneFault | 'known' | 'limited' | 'failed'

/** Sends a code to a number that the person wants to add; `project`: the one in which a sign-in adds it. */
export async function askNumber(
  deps: EnrolmentDeps,
  act: FactorAct,
  { typed, project }: { readonly typed: string; readonly project: string | undefined },
): Promise<Result<void, NumberRefusal>> {
  const { db, clock, keyring } = deps
  const { userId, askedBy } = act
  const read = await readPhoneNumber(typed, await smsCountries(db, userId, project))
  if (!read.ok) return read
  if ((await ownNumber(db, keyring, userId, clock.now())) !== undefined) return refused('known')
  const number = read.value.e164
  return send(deps, act, { number, why: 'new' }, (tx, now) =>
    makeNumberCode(tx, keyring, { userId, askedBy, number }, now),
  )
}

async function send(
  deps: EnrolmentDeps,
  act: FactorAct,
  to: { readonly number: string; readonly why: 'own' | 'new' },
  make: (tx: Tx, now: Date) => Promise<string>,
): Promise<Result<void, 'limited' | 'failed'>> {
  const { db, clock, texts } = deps
  const postage = await texts.admit({ account: act.userId, ...to })
  if (postage === undefined) return refused('limited')
  const code = await db.tx((tx) => make(tx, clock.now()))
  const posted = await texts.code(postage, code, await ownLanguage(deps, act), act.issuer)
  return posted === 'sent' ? accepted(undefined) : refused('failed')
}

/** Adds the number that this login or root had a code sent to, by that code. It is told too. */
export async function addNumber(
  deps: EnrolmentDeps,
  act: FactorAct,
  { typed, showsCodes }: { readonly typed: string; readonly showsCodes: boolean },
  then: (tx: Tx, now: Date) => Promise<boolean>,
): Promise<Result<Added, CodeRefusal>> {
  const { keyring, texts } = deps
  const { userId, askedBy, issuer } = act
  let number: string | undefined
  const confirm = async (tx: Tx, now: Date): Promise<boolean> => {
    number = await addNumberFactor(tx, keyring, { userId, askedBy, typed }, now)
    return number !== undefined
  }
  const added = await addFactorBy(deps, act, { kind: 'sms', showsCodes, confirm }, then)
  if (added.ok && number !== undefined) void texts.notice(number, 'added', await ownLanguage(deps, act), issuer)
  return added
}

/**
 * The countries whose phones the person's projects send codes to, or one of these projects: none where codes by text message
 * are not allowed.
 */
export async function smsCountries(tx: Tx, userId: string, project: string | undefined): Promise<readonly string[]> {
  const memberships = (await personDemands.maybeOne(tx, userId))?.memberships ?? []
  const asked = memberships.filter((one) => project === undefined || one.project === project)
  return [...new Set(asked.flatMap(({ projectContent }) => smsCountriesOf(projectOf(projectContent).resource)))]
}
