import { hash } from 'node:crypto'
import { type Clock, secondsAfter } from '#base/clock'
import { type Keyring, sha256Text } from '#base/crypto'
import type { Db } from '#base/db'
import { unguessable } from '#base/random'
import { spendChallenge } from './challenges.store.ts'

/** A quarter of a million hashes: about a second in a browser, and a cost for whoever sends forms by the thousand. */
export const BITS = 18
const LIVES_SECONDS = 600
/** Whoever has no scripts waits this long instead. */
const PATIENCE_SECONDS = 30

export interface PowDeps {
  readonly db: Db
  readonly keyring: Keyring
  readonly clock: Pick<Clock, 'now'>
}

/** What a challenge is for: one form, of one project. */
export interface PowPlace {
  readonly form: string
  readonly project: string | undefined
}

const contextOf = ({ form, project = '' }: PowPlace): string => `bot-check:${form}:${project}`

/** A challenge: signed, good for one form of one project, for ten minutes and once. */
export function makeChallenge({ keyring, clock }: PowDeps, place: PowPlace): string {
  return keyring.seal(JSON.stringify({ at: clock.now().getTime(), id: unguessable() }), contextOf(place))
}

/** Whether a text is a challenge with its solution: `challenge.number`. Uses it up. */
export function takeSolution(deps: PowDeps, place: PowPlace, text: string): Promise<boolean> {
  const [challenge = '', number = '', ...more] = splitLast(text)
  if (more.length > 0 || !/^\d{1,15}$/.test(number) || !hasZeros(text)) return Promise.resolve(false)
  return take(deps, place, challenge, 0)
}

/** Whether somebody waited with an unsolved challenge. Uses it up. */
export function takePatience(deps: PowDeps, place: PowPlace, challenge: string): Promise<boolean> {
  return take(deps, place, challenge, PATIENCE_SECONDS)
}

async function take(
  { db, keyring, clock }: PowDeps,
  place: PowPlace,
  challenge: string,
  oldest: number,
): Promise<boolean> {
  const at = madeAt(keyring, place, challenge)
  const now = clock.now()
  if (at === undefined || secondsAfter(at, oldest) > now || secondsAfter(at, LIVES_SECONDS) <= now) return false
  return (await spendChallenge.maybeOne(db, sha256Text(challenge), secondsAfter(at, LIVES_SECONDS))) !== undefined
}

function madeAt(keyring: Keyring, place: PowPlace, challenge: string): Date | undefined {
  try {
    const { at } = JSON.parse(keyring.unseal(challenge, contextOf(place)).toString()) as { readonly at: number }
    return new Date(at)
  } catch {
    // Sealed for another form or project, or not by this server.
    return undefined
  }
}

const splitLast = (text: string): readonly string[] => {
  const at = text.lastIndexOf('.')
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}

function hasZeros(text: string): boolean {
  if (text.length > 1_000) return false
  return hash('sha256', text, 'buffer').readUInt32BE(0) >>> (32 - BITS) === 0
}
