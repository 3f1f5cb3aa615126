import type { ClientApplication } from '@damson/fhir'
import { told } from '#base/findings'
import { invalid, type WriteRefusal } from '#domain/resources'
import { isCallable } from './logout-uris.ts'
import { subjectProblem } from './workload-subject.ts'

/** Another issuer's token that proves a client, for example a pipeline's: there is no secret to store. */
export type Workload = NonNullable<ClientApplication['workloadIdentity']>[number]

const MOST = 10
const LONGEST_AUDIENCE = 255

/** What is wrong with a client's workload identities. */
export function workloadProblem(
  { workloadIdentity: workloads, kind }: ClientApplication,
  authMethod: string,
): WriteRefusal | undefined {
  const at = 'ClientApplication.workloadIdentity'
  if (workloads === undefined) return undefined
  if (authMethod !== 'private_key_jwt' || kind === 'app')
    return invalid(
      'workload_with_secret',
      told`A workload identity is for a server or device without a secret: leave out tokenEndpointAuthMethod, or set
        it to private_key_jwt.`,
      at,
    )
  if (workloads.length > MOST) return invalid('many_workloads', `A client has at most ${MOST} workload identities.`, at)
  for (const workload of workloads) {
    const problem = problemOf(workload)
    if (problem !== undefined)
      return invalid('malformed_workload', told`This workload identity cannot be used: ${problem}.`, at)
  }
  const places = new Map(workloads.map(({ issuer, jwksUrl }) => [issuer, jwksUrl]))
  return workloads.every(({ issuer, jwksUrl }) => places.get(issuer) === jwksUrl)
    ? undefined
    : invalid('malformed_workload', 'Workload identities of one issuer must have the same jwksUrl, or none.', at)
}

function problemOf({ issuer, audience, subject, jwksUrl }: Workload): string | undefined {
  const where =
    'is an https URL of at most 2000 characters, without credentials and fragment; ' +
    'http is for a loopback address in development'
  if (!isCallable(issuer) || issuer.includes('?')) return `issuer ${where}, and has no query`
  if (jwksUrl !== undefined && !isCallable(jwksUrl)) return `jwksUrl ${where}`
  if (audience.trim() !== audience || audience === '' || audience.length > LONGEST_AUDIENCE)
    return `audience is a text of 1 to ${LONGEST_AUDIENCE} characters`
  return subjectProblem(subject)
}
