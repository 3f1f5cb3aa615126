import { accepted, type Result, refused } from '@damson/fhir'
import { secondsAfter } from '#base/clock'
import { type Keyring, sha256Text } from '#base/crypto'
import { unguessable, uuid } from '#base/random'
import type { Client } from '#domain/clients'
import { proveKey } from '#domain/credentials'
import { connectsDevices, type RequestOrigin, readProject } from '#domain/projects'
import type { DeviceDeps } from './dependencies.ts'
import { deviceOfCode, insertDeviceCode, isLostKey, type NewDeviceCode, type PolledDeviceRow } from './devices.store.ts'
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
  if (!(await proveKey({ db, now: clock.now() }, request, { jwk, clientId: client.id, issuer })))
    return refused({ why: 'wrong_proof' })
  const asked = await insertFree(deps, {
    id: uuid(),
    client,
    key: JSON.stringify(jwk),
    thumbprint,
    scope: request.scope,
    address,
    userAgent,
    hashOf: (code) => keyring.keyedHash('device-code', code).hash,
    isRefused: async () => (await isLostKey.one(db, client.project, thumbprint)).lost,
  })
  return asked === undefined ? refused({ why: 'lost_key' }) : accepted(asked)
}

interface FreeCode extends Pick<NewDeviceCode, 'id' | 'key' | 'thumbprint' | 'scope'> {
  readonly client: Client
  readonly address: string
  readonly userAgent: string
  /** The hash of the code that a person types, by which it is found. */
  hashOf(code: string): Buffer
  /** Whether it is not the code that is taken. */
  isRefused(): Promise<boolean>
}

/** Makes both codes. Undefined if it is refused. */
export async function insertFree(
  { db, clock, keyring }: Pick<DeviceDeps, 'db' | 'clock' | 'keyring'>,
  { id, client, key, thumbprint, scope, address, userAgent, hashOf, isRefused }: FreeCode,
): Promise<AskedDevice | undefined> {
  const deviceCode = unguessable()
  const now = clock.now()
  for (let n = 0; n < TRIES; n += 1) {
    const userCode = newUserCode()
    const made = await insertDeviceCode.maybeOne(db, {
      id,
      project: client.project,
      clientId: client.id,
      codeHash: sha256Text(deviceCode),
      userCodeHash: hashOf(userCode).toString('base64url'),
      key,
      thumbprint,
      scope,
      origin: keyring.seal(JSON.stringify({ address, userAgent: userAgent.slice(0, 500) }), originContext(id)),
      now,
      expiresAt: secondsAfter(now, DEVICE_CODE_SECONDS),
      intervalSeconds: POLL_SECONDS,
    })
    if (made !== undefined) return { deviceCode, userCode: shownUserCode(userCode) }
    if (await isRefused()) return undefined
  }
  throw new Error('no free code was found for a device')
}

const originContext = (id: string): string => `device-code:${id}`

/** From where a code was asked for, and by which program. */
export interface AskedFrom {
  readonly address: string
  readonly userAgent: string
}

export function askedFrom(
  keyring: Keyring,
  { id, origin }: { readonly id: string; readonly origin: string },
): AskedFrom {
  return JSON.parse(keyring.unseal(origin, originContext(id)).toString()) as AskedFrom
}

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
  if (row === undefined || row.key === null) return refused('unknown_code')
  if (row.clientId !== client.id) return refused('wrong_client')
  const key = { jwk: JSON.parse(row.key), clientId: client.id, issuer }
  return (await proveKey({ db, now: clock.now() }, request, key)) ? accepted(row) : refused('wrong_proof')
}
