import { parseJson, stringifyJson } from '@damson/fhir'
import type { Keyring } from '#base/crypto'
import type { Tx } from '#base/db'
import type { Caller } from '#domain/access'
import type { BotInput } from './bot-request.ts'
import { outdatedJobs, resealJob } from './jobs.store.ts'
import type { BotOutput } from './output.ts'
import type { BotRefusal } from './refusals.ts'

/** By what a caller proved itself: a job with its rights asks again whether that holds. */
export interface KeptCredential {
  readonly loginId: string | undefined
  readonly clientId: string | undefined
  readonly scope: string
  /** `proven`: the login itself is one of acting. */
  readonly actsFor: { readonly membershipId: string; readonly how: 'asserted' | 'proven' } | undefined
}

/** What is sealed of a job until it has ended. */
export interface KeptRequest {
  readonly input: BotInput
  readonly headers: Readonly<Record<string, string>>
  readonly address: string
  readonly userAgent: string
  readonly issuer: string | null
  readonly caller: Caller | undefined
  readonly credential: KeptCredential | undefined
}

/** How a job ended. */
export type JobResult =
  | { readonly ok: true; readonly output: BotOutput; readonly inputType: string }
  | { readonly ok: false; readonly refusal: BotRefusal }

const ofRequest = (id: string): string => `bot-job:${id}`
const ofResult = (id: string): string => `bot-job-result:${id}`

export const sealedRequest = (keyring: Keyring, id: string, request: KeptRequest): string =>
  keyring.seal(stringifyJson(request), ofRequest(id))

/** @throws {Error} When its key is gone. */
export const unsealedRequest = (keyring: Keyring, id: string, sealed: string): KeptRequest =>
  parseJson(keyring.unseal(sealed, ofRequest(id)).toString()) as KeptRequest

export const sealedResult = (keyring: Keyring, id: string, result: JobResult): string =>
  keyring.seal(JSON.stringify(result), ofResult(id))

/** @throws {Error} When its key is gone. */
export const unsealedResult = (keyring: Keyring, id: string, sealed: string): JobResult =>
  JSON.parse(keyring.unseal(sealed, ofResult(id)).toString()) as JobResult

/** Seals some jobs anew that were sealed with the previous key; returns how many. */
export async function resealJobs(tx: Tx, keyring: Keyring): Promise<number> {
  const outdated = await outdatedJobs.rows(tx, keyring.fingerprint)
  for (const { id, project, sealedRequest: request, sealedResult: result } of outdated) {
    const again = (sealed: string | null, context: string): string | null =>
      sealed === null ? null : keyring.seal(keyring.unseal(sealed, context), context)
    await resealJob.run(tx, {
      project,
      id,
      before: result ?? request ?? '',
      sealedRequest: again(request, ofRequest(id)),
      sealedResult: again(result, ofResult(id)),
    })
  }
  return outdated.length
}
