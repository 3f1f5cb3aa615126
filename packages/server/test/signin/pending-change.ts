import type { Answer } from '@damson/testkit'
import type { Hosted } from './hosted.ts'

/** Lets a machine that administers the clinic ask for a change of an access policy, and returns the id of what waits. */
export async function askChange({ world, clinic: { project, token } }: Hosted): Promise<string> {
  const call = async (path: string, options: object = {}): Promise<Answer['body']> => {
    const answer = await world.call(path, { token, ...options })
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.text}`)
    return answer.body
  }
  const at = `fhir/R4/Project/${project}`
  const { setting, ...rest } = await call(at)
  const chosen = [...(setting ?? []), { name: 'machineApproval', valueBoolean: true }]
  await call(at, { method: 'PUT', json: { ...rest, setting: chosen } })
  const { accessPolicy } = rest.defaultAccessPolicies.find(
    (one: { profileType: string }) => one.profileType === 'Admin',
  )
  const json = { name: 'Nightly pipeline', kind: 'server', basicAllowed: true, accessPolicy }
  const { id, secret } = await call(`admin/projects/${project}/client`, { json })
  const [{ resource: member }] = (await call(`fhir/R4/ProjectMembership?user=ClientApplication/${id}`)).entry
  await call(`fhir/R4/ProjectMembership/${member.id}`, { method: 'PUT', json: { ...member, admin: true } })
  const before = {
    resourceType: 'AccessPolicy',
    name: 'Nurses',
    resource: [{ resourceType: 'Patient', readonly: true }],
  }
  const policy = await call('fhir/R4/AccessPolicy', { json: before })
  const after = { ...before, id: policy.id, resource: [{ resourceType: 'Patient' }, { resourceType: 'Observation' }] }
  const asked = await world.call(`fhir/R4/AccessPolicy/${policy.id}`, {
    method: 'PUT',
    json: after,
    basic: [id, secret],
  })
  if (asked.status !== 202) throw new Error(`nothing waits: ${asked.status} ${asked.text}`)
  await call(at, { method: 'PUT', json: { ...rest, ...(setting !== undefined && { setting }) } })
  return (asked.headers.get('content-location') ?? '').split('/').at(-1) ?? ''
}
