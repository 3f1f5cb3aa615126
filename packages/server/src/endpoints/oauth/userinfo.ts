import type { HumanName, Practitioner } from '@damson/fhir'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { answersWith, forbidden, granteeOf, OAuthError, placeOf, tooManyRequests } from '#answers'
import { agentOf, type Grantee } from '#domain/access'
import type { Issuer } from '#domain/projects'
import { findResource, resourceOf } from '#domain/resources'
import { userById } from '#domain/users'
import type { OAuthParts } from './parts.ts'

/** `/oauth2/userinfo` (OpenID Connect Core §5.3) by GET and POST: what the token's scope covers, and no more. */
export function registerUserinfo(app: FastifyInstance, parts: OAuthParts): void {
  const { audit, credentials, throttle } = parts
  app.route({
    method: ['GET', 'POST'],
    url: '/oauth2/userinfo',
    ...answersWith('oauth'),
    handler: async (request, reply) => {
      const grantee = await bearerOf(request, () => granteeOf(credentials, request))
      if (!grantee.scope.split(' ').includes('openid')) {
        throw new OAuthError('access_denied', 'Ask for the scope openid to use userinfo.', {
          status: 403,
          headers: { 'WWW-Authenticate': 'Bearer error="insufficient_scope", scope="openid"' },
        })
      }
      const allowance = await throttle.lookUp(grantee.membershipId)
      if (!allowance.allowed) throw tooManyRequests(allowance)
      const claims = await claimsOf(parts, grantee, request.issuer)
      const { address, userAgent, traceId } = placeOf(request)
      await audit.committed({
        kind: 'userinfo.read',
        project: grantee.project,
        outcome: 0,
        agent: agentOf(grantee),
        personal: { address, userAgent },
        traceId,
      })
      return reply.headers({ 'Cache-Control': 'no-store' }).send(claims)
    },
  })
}

/** userinfo takes a Bearer alone. */
async function bearerOf(request: FastifyRequest, read: () => Promise<Grantee>): Promise<Grantee> {
  if (/^Basic /i.test(request.headers.authorization ?? '')) throw forbidden('userinfo takes an access token as Bearer.')
  return read()
}

async function claimsOf(
  { db }: OAuthParts,
  { userId, clientId, profile, project, scope }: Grantee,
  { fhirUrl }: Issuer,
): Promise<Record<string, unknown>> {
  const words = new Set(scope.split(' '))
  const claims: Record<string, unknown> = { sub: userId ?? clientId }
  if (userId === undefined) return claims
  if (words.has('fhirUser') || words.has('profile')) claims['fhirUser'] = `${fhirUrl}${profile}`
  if (words.has('profile')) {
    const [type = '', id = ''] = profile.split('/')
    const stored = await findResource(db, project, type, id)
    // Practitioner, Patient and RelatedPerson have these members alike.
    const person = stored === undefined ? undefined : resourceOf<Practitioner>(stored)
    Object.assign(
      claims,
      { profile },
      nameClaims(person?.name?.[0]),
      person?.birthDate === undefined ? {} : { birthdate: person.birthDate },
    )
    if (stored !== undefined) claims['updated_at'] = Math.floor(stored.updatedAt.getTime() / 1000)
  }
  if (words.has('email')) {
    const user = await userById.maybeOne(db, userId)
    if (user?.email != null) Object.assign(claims, { email: user.email, email_verified: user.emailProvenAt !== null })
  }
  return claims
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
