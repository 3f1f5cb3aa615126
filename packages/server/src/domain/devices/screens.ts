import { accepted, type Result, refused } from '@damson/fhir'
import { networkOf } from '#base/http'
import { uuid } from '#base/random'
import type { AuditEntry } from '#domain/audit'
import { type Client, findClient, isForScreens } from '#domain/clients'
import {
  type Issuer,
  isOfIssuer,
  type RequestOrigin,
  readProject,
  SYSTEM_PROJECT,
  signsInOnScreens,
} from '#domain/projects'
import { hashOfCode } from '#domain/tokens'
import { type AskedDevice, type AskedFrom, askedFrom, insertFree } from './ask.ts'
import type { UserCodeRefusal } from './connect.ts'
import type { DeviceDeps } from './dependencies.ts'
import { denyDeviceCode, deviceOfCode, type PolledDeviceRow } from './devices.store.ts'
import { allowScreenCode, type ScreenRow, screenOfUserCode } from './screens.store.ts'
import { hashesOf, readUserCode } from './user-code.ts'

type Deps = Pick<DeviceDeps, 'db' | 'clock' | 'keyring'>

/** A code works at the address at which it was asked for alone. It is never one that connects a device. */
const textOf = ({ project = '' }: Issuer, code: string): string => `person ${project} ${code}`

const isOn = async ({ db }: Pick<Deps, 'db'>, { project }: Pick<Client, 'project'>): Promise<boolean> => {
  const found = await readProject(db, project)
  return found !== undefined && signsInOnScreens(found.resource)
}

/** A screen asks that a person signs in on it: it shows the code that it gets. Undefined: its project has no such sign-ins. */
export async function askForScreen(
  deps: Deps,
  client: Client,
  scope: string,
  { address, userAgent, issuer }: Pick<RequestOrigin, 'address' | 'userAgent' | 'issuer'>,
): Promise<AskedDevice | undefined> {
  if (!(await isOn(deps, client))) return undefined
  return insertFree(deps, {
    id: uuid(),
    client,
    key: null,
    thumbprint: null,
    scope,
    address,
    userAgent,
    hashOf: (code) => deps.keyring.keyedHash('device-code', textOf(issuer, code)).hash,
    isRefused: () => Promise.resolve(false),
  })
}

/** A screen that waits, as the person sees it who typed its code. */
export interface WaitingScreen extends AskedFrom {
  readonly row: ScreenRow
  readonly client: Client
}

/**
 * Finds the screen of a typed code. Counted before it is looked up, for the browser and its network: anybody may type here.
 */
export async function findScreen(
  deps: DeviceDeps,
  origin: RequestOrigin,
  browserHash: string,
  typed: string,
): Promise<Result<WaitingScreen, UserCodeRefusal>> {
  const { db, clock, keyring, throttle, audit } = deps
  const { address, issuer } = origin
  const code = readUserCode(typed)
  if (code === undefined) return refused({ why: 'wrong_code' })
  const own = await throttle.code(`screen:${networkOf(address)}`, `screen:${browserHash}`)
  if (!own.allowance.allowed) return refused({ why: 'too_many_attempts', allowance: own.allowance })
  const here = await throttle.attempt(address)
  if (!here.allowed) return refused({ why: 'too_many_attempts', allowance: here })
  const row = await screenOfUserCode.maybeOne(db, hashesOf(keyring, textOf(issuer, code)), clock.now())
  const client = row === undefined ? undefined : await findClient(db, row.clientId)
  if (row === undefined || client === undefined || !(await isOpen(deps, client, issuer))) {
    const project = issuer.project ?? SYSTEM_PROJECT
    await audit.committed(screenEvent('device_sign_in.failed', { id: 'unknown', project }, origin, 'wrong_code'))
    return refused({ why: 'wrong_code' })
  }
  await own.right()
  return accepted({ row, client, ...askedFrom(keyring, row) })
}

async function isOpen(deps: Pick<Deps, 'db'>, client: Client, issuer: Issuer): Promise<boolean> {
  return isForScreens(client) && isOfIssuer(issuer, client.project) && (await isOn(deps, client))
}

/** A screen as its sign-in carries it. */
export interface AskedScreen {
  readonly id: string
  readonly project: string
  readonly clientId: string
}

/** Keeps the code of a complete sign-in for the screen. False: the screen asks no longer. */
export async function allowScreen(
  { db, clock, keyring, audit }: DeviceDeps,
  { id, project, clientId }: AskedScreen,
  code: string,
  origin: RequestOrigin,
): Promise<boolean> {
  const now = clock.now()
  const signIn = keyring.seal(code, signInContext(id))
  const codeHash = hashOfCode(code)
  return db.tx(async (tx) => {
    const allowed = await allowScreenCode.maybeOne(tx, { project, id, clientId, signIn, codeHash, now })
    if (allowed === undefined) return false
    await audit.record(tx, [screenEvent('device_sign_in.allowed', { id, project, clientId }, origin)])
    return true
  })
}

const signInContext = (id: string): string => `screen:${id}`

/** Somebody says that they did not ask for this, or does not allow it. */
export async function denyScreen(
  { db, clock, audit }: DeviceDeps,
  screen: AskedScreen,
  origin: RequestOrigin,
): Promise<void> {
  const { id, project } = screen
  await db.tx(async (tx) => {
    if ((await denyDeviceCode.maybeOne(tx, project, id, clock.now())) !== undefined)
      await audit.record(tx, [screenEvent('device_sign_in.denied', screen, origin)])
  })
}

/** The code that a person allowed for a screen. */
export function signInOf({ keyring }: Pick<DeviceDeps, 'keyring'>, id: string, sealed: string): string {
  return keyring.unseal(sealed, signInContext(id)).toString()
}

/** What a poll is about: its code is of this client, which has proven itself, and a person is to sign in. */
export async function polledScreen(
  deps: Pick<DeviceDeps, 'db'>,
  client: Client,
  code: string,
): Promise<Result<PolledDeviceRow, 'not_enabled' | 'unknown_code' | 'wrong_client'>> {
  if (!(await isOn(deps, client))) return refused('not_enabled')
  const row = await deviceOfCode.maybeOne(deps.db, hashOfCode(code))
  if (row === undefined || row.key !== null) return refused('unknown_code')
  return row.clientId === client.id ? accepted(row) : refused('wrong_client')
}

function screenEvent(
  kind: Extract<AuditEntry['kind'], `device_sign_in.${string}`>,
  { id, project, clientId }: Pick<AskedScreen, 'id' | 'project'> & Partial<AskedScreen>,
  { address, userAgent, traceId }: RequestOrigin,
  reason?: string,
): AuditEntry {
  return {
    kind,
    project,
    outcome: reason === undefined ? 0 : 4,
    agent: { clientId },
    personal: { address, userAgent },
    entity: `DeviceCode/${id}`,
    traceId,
    ...(reason !== undefined && { reason }),
  }
}
