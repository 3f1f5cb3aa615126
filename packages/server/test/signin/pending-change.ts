import type { Answer } from '@damson/testkit'
import type { Hosted } from './hosted.ts'

export interface Machine {
  readonly id: string
  readonly secret: string
  readonly basic: readonly [string, string]
}

type At = Pick<Hosted, 'world' | 'clinic'>

const callOf =
  ({ world, clinic: { token } }: At) =>
  async (path: string, options: object = {}): Promise<Answer['body']> => {
    const answer = await world.call(path, { token, ...options })
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.text}`)
    return answer.body
  }

/** A server whose membership administers the clinic. */
export async function machineOf(hosted: At, name: string): Promise<Machine> {
  const call = callOf(hosted)
  const { project } = hosted.clinic
  const { defaultAccessPolicies } = await call(`fhir/R4/Project/${project}`)
  const { accessPolicy } = defaultAccessPolicies.find(({ profileType: of }: { profileType: string }) => of === 'Admin')
  const json = { name, kind: 'server', basicAllowed: true, accessPolicy }
  const { id, secret } = await call(`admin/projects/${project}/client`, { json })
  const [{ resource: member }] = (await call(`fhir/R4/ProjectMembership?user=ClientApplication/${id}`)).entry
  await call(`fhir/R4/ProjectMembership/${member.id}`, { method: 'PUT', json: { ...member, admin: true } })
  return { id, secret, basic: [id, secret] }
}

/** Lets a machine that administers the clinic ask for a change of an access policy, and returns the id of what waits. */
export async function askChange(hosted: At): Promise<string> {
  const { world, clinic } = hosted
  const call = callOf(hosted)
  const at = `fhir/R4/Project/${clinic.project}`
  const { setting, ...rest } = await call(at)
  const others = (setting ?? []).filter(({ name }: { readonly name: string }) => name !== 'machineApproval')
  const chosen = [...others, { name: 'machineApproval', valueBoolean: true }]
  await call(at, { method: 'PUT', json: { ...rest, setting: chosen } })
  const { id, secret } = await machineOf(hosted, 'Nightly pipeline')
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
