/** Devices that ask to be connected, and the administrator who connects them. */
import { randomUUID } from 'node:crypto'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { ASSERTION_TYPE, seconds } from './assertion-flow.ts'
import { type Browser, createBrowser, type Visit } from './browser.ts'
import { type Answer, call } from './http.ts'
import type { Damson, Owner } from './server/server.ts'

export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

type Fields = Readonly<Record<string, string | undefined>>

/** A device with its key. */
export interface Device {
  readonly fingerprint: string
  ask(fields?: Fields): Promise<Answer>
  poll(code: string, fields?: Fields): Promise<Answer>
}

export interface DeviceClinic {
  readonly owner: Owner
  readonly client: string
  device(): Promise<Device>
}

/** A project that connects devices, for rows that connect none. */
export function deviceClinic(at: Damson): Promise<DeviceClinic> {
  return at.once('clinic with devices', () => newDeviceClinic(at))
}

/** The same for one row alone: an administrator has one window at a time. */
export async function newDeviceClinic(at: Damson): Promise<DeviceClinic> {
  const owner = await at.newOwner()
  const { project, token: bearer } = owner
  const path = `fhir/R4/Project/${project}`
  const { json } = await at.api(path, { bearer })
  const setting = [
    ...(Array.isArray(json['setting']) ? json['setting'] : []),
    { name: 'deviceEnrolment', valueBoolean: true },
  ]
  const set = await at.api(path, { method: 'PUT', json: { ...json, setting }, bearer })
  if (set.status !== 200) throw new Error(`devices could not be switched on: ${set.text}`)
  const resource = [{ resourceType: 'Observation', interaction: ['create'] }]
  await at.api('fhir/R4/AccessPolicy', { json: { resourceType: 'AccessPolicy', name: 'Analyzer', resource }, bearer })
  const client = await enrolmentClient(at, owner)
  return { owner, client, device: () => makeDevice(at, client) }
}

export async function enrolmentClient(at: Damson, { project, token: bearer }: Owner): Promise<string> {
  const fields = { name: 'Devices', kind: 'app', tokenEndpointAuthMethod: 'none', grantType: [DEVICE_GRANT] }
  const made = await at.api(`admin/projects/${project}/client`, { json: fields, bearer })
  if (made.status !== 201) throw new Error(`no client for devices could be made: ${made.text}`)
  return String(made.json.id)
}

async function makeDevice(at: Damson, client: string): Promise<Device> {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const jwk = await exportJWK(publicKey)
  const kid = await calculateJwkThumbprint(jwk)
  const send = async (url: string, fields: Fields): Promise<Answer> => {
    const now = seconds()
    const claims = { iss: client, sub: client, aud: at.issuer, exp: now + 60, iat: now, jti: randomUUID() }
    const assertion = await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid }).sign(privateKey)
    const all = { client_id: client, client_assertion_type: ASSERTION_TYPE, client_assertion: assertion, ...fields }
    const form = Object.fromEntries(Object.entries(all).filter((one): one is [string, string] => one[1] !== undefined))
    return call(url, { form })
  }
  return {
    fingerprint: fingerprintOf(kid),
    ask: (fields = {}) => send(at.endpoint('device_authorization'), { device_key: JSON.stringify(jwk), ...fields }),
    poll: (device_code, fields = {}) =>
      send(at.endpoint('token'), { grant_type: DEVICE_GRANT, device_code, ...fields }),
  }
}

function fingerprintOf(thumbprint: string): string {
  let bits = BigInt(`0x${Buffer.from(thumbprint, 'base64url').subarray(0, 10).toString('hex')}`)
  let text = ''
  for (let n = 0; n < 16; n += 1, bits >>= 5n) text = `${ALPHABET[Number(bits & 31n)]}${text}`
  return text
}

/** The browser of the clinic's owner, who has just signed in. */
export async function ownersBrowser(at: Damson, { email, password }: Owner): Promise<Browser> {
  const browser = createBrowser()
  const page = await browser.open(at.url('account'))
  await browser.post(at.url('account/sign-in'), { form: page.hidden('form'), email, password })
  return browser
}

/** Opens the ten minutes in which the owner connects a device. */
export async function openWindow(at: Damson, browser: Browser): Promise<Visit> {
  const url = at.url('account/devices')
  const page = await browser.open(url)
  const policy = /name="policy" value="([^"]*)"/.exec(page.text)?.[1] ?? ''
  await browser.post(url, { form: page.hidden('form'), do: 'open', name: 'Analyzer', policy })
  return browser.open(url)
}

const sealed = (page: Visit) => ({ form: page.hidden('form'), window: page.hidden('window') })

/** Types a code, on the page that asks for one. */
export async function typeCode(at: Damson, browser: Browser, code: string): Promise<Visit> {
  const url = at.url('account/devices')
  const page = await browser.open(url)
  return browser.post(url, { ...sealed(page), do: 'check', code })
}

/** Presses a button on the page with what the code asks for. */
export async function decide(at: Damson, browser: Browser, page: Visit, what: string, fingerprint = ''): Promise<void> {
  const fields = { ...sealed(page), user_code: page.hidden('user_code'), do: what, code: fingerprint }
  await browser.post(at.url('account/devices'), fields)
}
