import { accepted, type Result, refused } from '@damson/fhir'
import { secondsAfter } from '#base/clock'
import { sha256Text } from '#base/crypto'
import { unguessable, uuid } from '#base/random'
import type { Client } from '#domain/clients'
import { proveKey } from '#domain/credentials'
import { connectsDevices, type RequestOrigin, readProject } from '#domain/projects'
import type { DeviceDeps } from './dependencies.ts'
import { deviceOfCode, insertDeviceCode, isLostKey, type PolledDeviceRow } from './devices.store.ts'
import { readDeviceKey } from './key.ts'
import { newUserCode, shownUserCode } from './user-code.ts'

export const DEVICE_CODE_SECONDS = 600
export const POLL_SECONDS = 5
/** A code that is taken is as likely as one in 25 billion for each that waits. */
const TRIES = 3

/** What a device sent: its key, and an assertion that it signed with it. */
export interface DeviceRequest {
  readonly key: string | undefined
  /** Of its first token, as it was read. */
  readonly scope: string
  readonly assertionType: string | undefined
  readonly assertion: string | undefined
}

export interface AskedDevice {
  readonly deviceCode: string
  readonly userCode: string
}

export type AskDeviceRefusal =
  | { readonly why: 'not_enabled' }
  | { readonly why: 'missing_key' | 'malformed_key'; readonly text: string }
  | { readonly why: 'wrong_proof' }
  | { readonly why: 'lost_key' }

/** A device asks to be connected: it shows the code that it gets, and a person types it. */
export async function askForDevice(
  deps: DeviceDeps,
  client: Client,
  request: DeviceRequest,
  { address, userAgent, issuer }: Pick<RequestOrigin, 'address' | 'userAgent' | 'issuer'>,
): Promise<Result<AskedDevice, AskDeviceRefusal>> {
  const { db, clock, keyring } = deps
  const project = await readProject(db, client.project)
  if (project === undefined || !connectsDevices(project.resource)) return refused({ why: 'not_enabled' })
  if (request.key === undefined || request.key === '')
    return refused({ why: 'missing_key', text: 'the request has none' })
  const key = await readDeviceKey(request.key)
  if (!key.ok) return refused({ why: 'malformed_key', text: key.refusal })
  const { jwk, thumbprint } = key.value
  const id = uuid()
  const now = clock.now()
  if (!(await proveKey({ db, now }, request, { jwk, clientId: client.id, issuer })))
    return refused({ why: 'wrong_proof' })
  const deviceCode = unguessable()
  for (let n = 0; n < TRIES; n += 1) {
    const userCode = newUserCode()
    const made = await insertDeviceCode.maybeOne(db, {
      id,
      project: client.project,
      clientId: client.id,
      codeHash: sha256Text(deviceCode),
      userCodeHash: keyring.keyedHash('device-code', userCode).hash.toString('base64url'),
      key: JSON.stringify(jwk),
      thumbprint,
      scope: request.scope,
      origin: keyring.seal(JSON.stringify({ address, userAgent: userAgent.slice(0, 500) }), originContext(id)),
      now,
      expiresAt: secondsAfter(now, DEVICE_CODE_SECONDS),
      intervalSeconds: POLL_SECONDS,
    })
    if (made !== undefined) return accepted({ deviceCode, userCode: shownUserCode(userCode) })
    if ((await isLostKey.one(db, client.project, thumbprint)).lost) return refused({ why: 'lost_key' })
  }
  throw new Error('no free code was found for a device')
}

export const originContext = (id: string): string => `device-code:${id}`

/**
 * What a poll is about: its code is of this client, and it is signed with the key of the device. Whoever has only the code
 * slows nobody down.
 */
export async function polledDevice(
  { db, clock }: Pick<DeviceDeps, 'db' | 'clock'>,
  client: Client,
  { code, ...request }: Omit<DeviceRequest, 'key' | 'scope'> & { readonly code: string },
  issuer: RequestOrigin['issuer'],
): Promise<Result<PolledDeviceRow, 'unknown_code' | 'wrong_client' | 'wrong_proof'>> {
  const row = await deviceOfCode.maybeOne(db, sha256Text(code))
  if (row === undefined) return refused('unknown_code')
  if (row.clientId !== client.id) return refused('wrong_client')
  const key = { jwk: JSON.parse(row.key), clientId: client.id, issuer }
  return (await proveKey({ db, now: clock.now() }, request, key)) ? accepted(row) : refused('wrong_proof')
}
