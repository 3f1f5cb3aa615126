import type { HumanName, Practitioner } from '@damson/fhir'
import { toNumericDate } from '#base/clock'
import type { Principal } from '#domain/access'
import type { Issuer } from '#domain/projects'
import { findResource, resourceOf, type Stored } from '#domain/resources'
import { userById } from '#domain/users'
import type { OAuthDeps } from './dependencies.ts'

type Claims = Record<string, unknown>

/** The claims about a person that the scope allows (OpenID Connect Core §5.4). A machine has only `sub`. */
export async function personClaims(
  { db }: Pick<OAuthDeps, 'db'>,
  { userId, clientId, profile, project, scope }: Principal,
  { fhirUrl }: Issuer,
): Promise<Claims> {
  if (userId === undefined) return { sub: clientId }
  const words = new Set(scope.split(' '))
  const [type = '', id = ''] = profile.split('/')
  const [stored, user] = await Promise.all([
    words.has('profile') ? findResource(db, project, type, id) : undefined,
    words.has('email') ? userById.maybeOne(db, userId) : undefined,
  ])
  return {
    sub: userId,
    ...((words.has('fhirUser') || words.has('profile')) && { fhirUser: `${fhirUrl}${profile}` }),
    ...(words.has('profile') && { profile, ...profileClaims(stored) }),
    ...(user?.email != null && { email: user.email, email_verified: user.emailProvenAt !== null }),
  }
}

const IN_ID_TOKENS = new Set(['name', 'given_name', 'family_name', 'email', 'email_verified'])
/** Id tokens travel in addresses and headers, so longer texts are only in userinfo. */
const LONGEST_CLAIM = 256

/**
 * The claims of an id token for a client with `idTokenClaims`. Apps identify people by their e-mail address, so an
 * unproven address is left out.
 */
export async function idTokenClaims(
  deps: Pick<OAuthDeps, 'db'>,
  principal: Principal,
  issuer: Issuer,
): Promise<Claims> {
  const claims = await personClaims(deps, principal, issuer)
  const isTold = ([name, value]: [string, unknown]): boolean =>
    IN_ID_TOKENS.has(name) &&
    (typeof value !== 'string' || value.length <= LONGEST_CLAIM) &&
    (!name.startsWith('email') || claims['email_verified'] === true)
  return Object.fromEntries(Object.entries(claims).filter(isTold))
}

function profileClaims(stored: Stored | undefined): Claims {
  if (stored === undefined) return {}
  // Practitioner, Patient and RelatedPerson all have these members.
  const person = resourceOf<Practitioner>(stored)
  return {
    ...nameClaims(person?.name?.[0]),
    ...(person?.birthDate !== undefined && { birthdate: person.birthDate }),
    updated_at: toNumericDate(stored.updatedAt),
  }
}

function nameClaims(name: HumanName | undefined): Record<string, string> {
  if (name === undefined) return {}
  const [given, ...middle] = name.given ?? []
  const whole = name.text ?? [...(name.given ?? []), name.family].filter((part) => part !== undefined).join(' ')
  return {
    ...(whole !== '' && { name: whole }),
    ...(given !== undefined && { given_name: given }),
    ...(middle.length > 0 && { middle_name: middle.join(' ') }),
    ...(name.family !== undefined && { family_name: name.family }),
  }
}
