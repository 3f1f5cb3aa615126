import assert from 'node:assert/strict'
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, type JWTPayload, jwtVerify } from 'jose'
import { call } from './http.ts'
import type { Server } from './server/server.ts'

export type Key = Readonly<Record<string, unknown>>

export async function keysOf(at: Server): Promise<readonly Key[]> {
  return at.once('keys', async () => {
    const { json } = await call(String(at.metadata.jwks_uri))
    assert.ok(Array.isArray(json.keys) && json.keys.length > 0, 'the JWKS holds keys')
    return json.keys as readonly Key[]
  })
}

/** The claims, after a check of the signature against the server's published keys. */
export async function verified(at: Server, token: string): Promise<JWTPayload> {
  const keys = createRemoteJWKSet(new URL(String(at.metadata.jwks_uri)))
  return (await jwtVerify(token, keys)).payload
}

export const headerOf = (token: string): Key => ({ ...decodeProtectedHeader(token) })
export const claimsOf = (token: string): JWTPayload => decodeJwt(token)

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')

/** The token with changed members in its header or claims, but its old signature. */
export function forged(token: string, changes: { readonly header?: object; readonly claims?: object }): string {
  const [, , signature = ''] = token.split('.')
  const header = { ...headerOf(token), ...changes.header }
  const claims = { ...claimsOf(token), ...changes.claims }
  return [encoded(header), encoded(claims), signature].join('.')
}

/** The same, signed with another key. */
export async function signedAnew(
  token: string,
  header: object,
  sign: (input: string) => Promise<string>,
): Promise<string> {
  const input = [encoded({ ...headerOf(token), ...header }), token.split('.')[1]].join('.')
  return `${input}.${await sign(input)}`
}
