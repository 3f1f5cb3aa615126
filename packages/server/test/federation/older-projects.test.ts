import { storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { follow, must, PASSWORD, verdict } from '../identity/steps.ts'
import { type DomainClinic, PROVIDER, startDomainClinic } from './domain-clinic.ts'

describe.each(storesForWalks())('a project that is older than domains, on %s', (store) => {
  let here: DomainClinic
  beforeAll(async () => {
    here = await startDomainClinic({ store })
  })
  afterAll(() => here.world.close())

  interface Policy {
    readonly id: string
    readonly resource: readonly { readonly resourceType: string }[]
  }

  /** An administrator whose project's stored policy is without some types. */
  async function administrator(name: string, missing: readonly string[]) {
    const { world, clinic } = here
    const email = `${name}@older.org`
    const parameter = [
      { name: 'name', valueString: `The ${name} Project` },
      { name: 'ownerEmail', valueString: email },
    ]
    const init = { json: { resourceType: 'Parameters', parameter }, token: clinic.admin.token }
    const project: string = must(await world.call('fhir/R4/Project/$init', init)).body.id
    await follow(world, email)
    const token = must(await here.signIn(email, PASSWORD, { projectId: project })).body.access_token
    const call = (path: string, options: object = {}) => world.call(path, { token, ...options })
    const { body } = must(await call('fhir/R4/AccessPolicy?name=Administrator'))
    const policy: Policy = body.entry[0].resource
    const resource = policy.resource.filter(({ resourceType }) => !missing.includes(resourceType))
    expect(resource).toHaveLength(policy.resource.length - missing.length)
    const kept = must(await call(`fhir/R4/AccessPolicy/${policy.id}`, { method: 'PUT', json: { ...policy, resource } }))
    return { project, call, policy: kept.body as Policy, whole: policy }
  }

  test('lets its administrator manage domains, by /admin and by FHIR, and write it into the policy', async () => {
    const { project, call, policy, whole } = await administrator('old', ['DomainConfiguration'])
    const json = { domain: 'old-hospital.org', identityProvider: PROVIDER }
    const added = must(await call(`admin/projects/${project}/domain`, { json }))
    must(await call(`fhir/R4/DomainConfiguration/${added.body.id}`))
    expect(must(await call('fhir/R4/DomainConfiguration')).body.entry).toHaveLength(1)
    const resource = { resourceType: 'DomainConfiguration', domain: 'older-hospital.org', identityProvider: PROVIDER }
    const { body } = must(await call('fhir/R4/DomainConfiguration', { json: resource }))
    must(await call(`fhir/R4/DomainConfiguration/${body.id}`, { method: 'DELETE' }))
    must(
      await call(`fhir/R4/AccessPolicy/${policy.id}`, { method: 'PUT', json: { ...policy, resource: whole.resource } }),
    )
  })

  test('lets nobody who may do less than an administrator of its time', async () => {
    const { project, call } = await administrator('less', ['DomainConfiguration', 'Bot'])
    const json = { domain: 'less-hospital.org', identityProvider: PROVIDER }
    expect(verdict(await call(`admin/projects/${project}/domain`, { json }))).toBe('403 needs_all')
    expect((await call('fhir/R4/DomainConfiguration')).status).toBe(403)
    const resource = { resourceType: 'DomainConfiguration', ...json }
    expect((await call('fhir/R4/DomainConfiguration', { json: resource })).status).toBe(403)
  })

  test('shows no token of resource scopes its domains', async () => {
    const { project, call } = await administrator('scoped', ['DomainConfiguration'])
    const scope = 'openid user/*.cruds'
    const narrow = must(await here.signIn('scoped@older.org', PASSWORD, { projectId: project, scope })).body
      .access_token
    must(await call('fhir/R4/DomainConfiguration'))
    expect((await call('fhir/R4/DomainConfiguration', { token: narrow })).status).toBe(403)
  })
})
