import { decodeJwt } from 'jose'
import type { Db } from '#base/db'
import { isUuid } from '#base/random'
import { loginById } from '#domain/logins'

/** The client or login that a request names, proven or not. Used only to find the trace that it belongs to. */

/** The client id of a Basic header, even if the client encoded it wrongly. */
export function idInBasic(header: string): string | undefined {
  const [, value = ''] = /^Basic +(.*)$/is.exec(header) ?? []
  const texts = [value, decoded(value), decoded(decoded(value))]
  return texts.map((text) => /^([0-9a-f-]{36})(:|%3A)/i.exec(text)?.[1]).find((id) => id !== undefined)
}

function decoded(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8')
}

export function issuerOfAssertion(text: string): string | undefined {
  return textOf(claimsIn(text)['iss'])
}

export function clientInToken(authorization: string | undefined): string | undefined {
  const { client_id: client, aud } = claimsIn(bearerIn(authorization))
  return textOf(client ?? aud)
}

/** The login of a token, if it belongs to this project. The caller has verified the signature. */
export async function loginInToken(
  db: Db,
  project: string,
  authorization: string | undefined,
): Promise<string | undefined> {
  const id = textOf(claimsIn(bearerIn(authorization))['login_id'])
  const login = id !== undefined && isUuid(id) ? await loginById.maybeOne(db, id) : undefined
  return login?.project === project ? login.id : undefined
}

function bearerIn(authorization = ''): string {
  return /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? ''
}

function claimsIn(token: string): Readonly<Record<string, unknown>> {
  try {
    return decodeJwt(token)
  } catch {
    // A token can be any text.
    return {}
  }
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
