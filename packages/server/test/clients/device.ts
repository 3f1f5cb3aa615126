import type { Answer, World } from '@damson/testkit'
import { calculateJwkThumbprint } from 'jose'
import type { CookieBrowser, Visit } from '../signin/cookie-browser.ts'
import { JWT_BEARER, makePair, type Pair, sign } from './signing.ts'

export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'
export const ON = { name: 'deviceEnrolment', valueBoolean: true }
export const PATH = '/account/devices'

/** A device that is to be connected, with its key. */
export interface Device {
  readonly pair: Pair
  /** What its screen shows beside the code. */
  readonly fingerprint: string
  ask(changes?: Readonly<Record<string, string | undefined>>): Promise<Answer>
  poll(code: string, changes?: Readonly<Record<string, string | undefined>>): Promise<Answer>
  /** A token of its own, once it is a client. */
  token(id: string): Promise<Answer>
}

export async function makeDevice(world: World, client: string, issuer: string, now = Date.now): Promise<Device> {
  const pair = await makePair('ES256')
  const { kty, crv, x, y } = pair.publicJwk
  const jwk = JSON.stringify({ kty, crv, x, y })
  const thumbprint = await calculateJwkThumbprint({ kty, crv, x, y } as typeof pair.publicJwk)
  const signed = async (id = client): Promise<Record<string, string>> => ({
    client_assertion_type: JWT_BEARER,
    client_assertion: await sign({ ...pair, kid: thumbprint }, { id }, issuer, { now: now() }),
  })
  const send = async (path: string, form: Record<string, string | undefined>): Promise<Answer> =>
    world.call(path, {
      form: Object.fromEntries(Object.entries(form).filter((one): one is [string, string] => one[1] !== undefined)),
    })
  return {
    pair,
    fingerprint: fingerprintOf(thumbprint),
    ask: async (changes = {}) =>
      send('oauth2/device_authorization', { client_id: client, device_key: jwk, ...(await signed()), ...changes }),
    poll: async (device_code, changes = {}) =>
      send('oauth2/token', {
        grant_type: DEVICE_GRANT,
        client_id: client,
        device_code,
        ...(await signed()),
        ...changes,
      }),
    token: async (id) => send('oauth2/token', { grant_type: 'client_credentials', ...(await signed(id)) }),
  }
}

/** The first 80 bits in Crockford’s base 32, in groups of four. */
function fingerprintOf(thumbprint: string): string {
  let bits = BigInt(`0x${Buffer.from(thumbprint, 'base64url').subarray(0, 10).toString('hex')}`)
  let text = ''
  for (let n = 0; n < 16; n += 1, bits >>= 5n) text = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[Number(bits & 31n)] + text
  return text.replace(/(.{4})(?=.)/g, '$1-')
}

/** Opens the administrator’s ten minutes for a device. */
export async function openWindow(
  browser: CookieBrowser,
  { name = 'Analyzer', policy }: { readonly name?: string; readonly policy: string },
): Promise<Visit> {
  const page = await browser.open(PATH)
  const value = new RegExp(`value="([^"]* ${policy})"`).exec(page.text)?.[1] ?? ''
  return browser.follow(await browser.post(PATH, { form: page.hidden('form'), do: 'open', name, policy: value }))
}

const sealed = (page: Visit) => ({ form: page.hidden('form'), window: page.hidden('window') })

/** Types a device’s code. */
export async function typeCode(browser: CookieBrowser, code: string): Promise<Visit> {
  const page = await browser.open(PATH)
  return browser.follow(await browser.post(PATH, { ...sealed(page), do: 'check', code }))
}

/** Types its fingerprint on the page that the code led to, or presses another button there. */
export async function answer(
  browser: CookieBrowser,
  page: Visit,
  fingerprint: string,
  what = 'connect',
): Promise<Visit> {
  const fields = { ...sealed(page), user_code: page.hidden('user_code'), do: what, code: fingerprint }
  return browser.follow(await browser.post(PATH, fields))
}
