import { quoted } from '../apps/snippets.ts'

/** The file that the lines are kept in, and the one in which they keep the key. */
export const PROGRAM_FILE = 'connect.mjs'
const KEY_FILE = 'device-key.json'

interface Subject {
  /** The issuer, with a slash at its end. */
  readonly baseUrl: string
  /** The client by which devices ask. */
  readonly clientId: string
}

/**
 * A program for a device, which runs as it stands, with Node alone: it makes the key, shows code and fingerprint, and keeps
 * the key once it is connected. docs/enrolling-a-device.md says the same step by step.
 */
export function connectingLines({ baseUrl, clientId }: Subject): string {
  return `
import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { renameSync, writeFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

const BASE_URL = ${quoted(baseUrl)}
const CLIENT_ID = ${quoted(clientId)}

// The key is made here, and its private part never leaves the device.
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const { crv, kty, x, y } = publicKey.export({ format: 'jwk' })
const thumbprint = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest()
const kid = thumbprint.toString('base64url')

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
function assertion() {
  const iat = Math.floor(Date.now() / 1000)
  const claims = { iss: CLIENT_ID, sub: CLIENT_ID, aud: BASE_URL, jti: randomUUID(), iat, exp: iat + 60 }
  const text = part({ alg: 'ES256', kid }) + '.' + part(claims)
  const signature = sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' })
  return text + '.' + signature.toString('base64url')
}
async function send(path, fields) {
  const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
  const proof = { client_id: CLIENT_ID, client_assertion_type: type, client_assertion: assertion() }
  const body = new URLSearchParams({ ...proof, ...fields })
  return (await fetch(BASE_URL + 'oauth2/' + path, { method: 'POST', body })).json()
}

const asked = await send('device_authorization', { device_key: JSON.stringify({ kty, crv, x, y }) })
if (asked.user_code === undefined) throw new Error(asked.error_description)
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const bits = [...thumbprint.subarray(0, 10)].map((byte) => byte.toString(2).padStart(8, '0')).join('')
const fingerprint = bits.replace(/.{5}/g, (five) => letters[parseInt(five, 2)]).replace(/.{4}(?=.)/g, '$&-')
console.log('Code:        ' + asked.user_code)
console.log('Fingerprint: ' + fingerprint)

// Until somebody has connected it or refused it. Where the network fails, it asks again.
const grant = { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: asked.device_code }
const pending = { error: 'authorization_pending' }
let [answer, seconds] = [pending, asked.interval]
while (answer.error === 'authorization_pending' || answer.error === 'slow_down') {
  if (answer.error === 'slow_down') seconds += 5
  await wait(seconds * 1000)
  answer = await send('token', grant).catch(() => pending)
}
if (answer.client_id === undefined) throw new Error(answer.error_description)
const key = { ...privateKey.export({ format: 'jwk' }), alg: 'ES256', kid }
writeFileSync('${KEY_FILE}.new', JSON.stringify(key), { mode: 0o600 })
renameSync('${KEY_FILE}.new', '${KEY_FILE}')
console.log('Connected as ' + answer.client_id + '. The key is in ${KEY_FILE}.')
`.trim()
}
