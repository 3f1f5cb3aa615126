/**
 * What an app does with the SDK, once as a person, once as a server and once as a device. The same flows run in Node, in
 * Chromium and in a headless script; `curl.full.test.ts` does them with curl.
 */
import type { DamsonClient, DamsonClientOptions } from '../src/index.ts'

export interface FlowWorld {
  readonly baseUrl: string
  readonly make: (options?: Partial<DamsonClientOptions>) => DamsonClient
}

export interface Machine {
  readonly id: string
  readonly secret: string
}

/** A person registers with a project of their own. */
export async function register({ make }: FlowWorld, email: string, password: string): Promise<DamsonClient> {
  const client = make()
  const { login } = await client.startNewUser({
    firstName: 'Ada',
    lastName: 'Lovelace',
    email,
    password,
    projectId: 'new',
  })
  const { code } = await client.startNewProject({ login, projectName: 'My Clinic' })
  await client.processCode(code ?? '')
  return client
}

/** Everything that can be done to a resource; what it tells. */
export async function useResources(client: DamsonClient, mrn: string): Promise<Readonly<Record<string, unknown>>> {
  const identifier = [{ system: 'urn:mrn', value: mrn }]
  const condition = `identifier=urn:mrn|${mrn}`
  const created = await client.createResource({
    resourceType: 'Patient',
    identifier,
    name: [{ given: ['Homer'], family: 'Simpson' }],
  })
  const updated = await client.updateResource({ ...created, birthDate: '1956-05-12' })
  const patched = await client.patchResource('Patient', created.id, [{ op: 'add', path: '/active', value: true }])
  const same = await client.createResourceIfNoneExist({ resourceType: 'Patient', identifier }, condition)
  const upserted = await client.upsertResource({ resourceType: 'Patient', identifier, gender: 'male' }, condition)
  const read = await client.readResource('Patient', created.id)
  const referred = await client.readReference({ reference: `Patient/${created.id}` })
  const first = await client.readVersion('Patient', created.id, '1')
  const history = await client.readHistory('Patient', created.id)
  const bundle = await client.search('Patient', `${condition}&_total=accurate`)
  const found = await client.searchOne('Patient', { identifier: `urn:mrn|${mrn}` })
  const none = await client.searchOne('Patient', { identifier: 'urn:mrn|nobody' })
  const list = await client.searchResources('Patient', condition)
  const batch = await client.executeBatch({
    resourceType: 'Bundle',
    type: 'batch',
    entry: [
      { request: { method: 'GET', url: `Patient/${created.id}` } },
      { request: { method: 'GET', url: 'Patient/00000000-0000-4000-8000-000000000000' } },
    ],
  })
  const context = { reference: `Patient/${created.id}` }
  const binary = await client.createBinary({
    data: new Uint8Array([1, 2, 3]),
    contentType: 'application/pdf',
    securityContext: context,
  })
  const content = await client.download(client.fhirUrl('Binary', binary.id))
  for (let i = 0; i < 5; i += 1)
    await client.createResource({
      resourceType: 'Observation',
      status: 'final',
      code: { text: `${i}` },
      subject: context,
    })
  const pages: number[] = []
  for await (const page of client.searchResourcePages('Observation', { subject: context.reference, _count: 2 }))
    pages.push(page.length)
  await client.deleteResource('Patient', created.id)
  const gone = await client
    .readResource('Patient', created.id, { cache: 'reload' })
    .catch((error: { status?: number }) => error.status)
  return {
    ids: new Set([created.id, updated.id, patched.id, same.id, upserted.id, read.id, referred.id, first.id, found?.id])
      .size,
    author: created.meta?.author?.reference,
    patched: [patched.active, patched.birthDate],
    upserted: upserted.gender,
    first: first.birthDate ?? 'none',
    history: history.entry?.map(({ resource }) => resource?.meta?.versionId),
    total: bundle.total,
    none: none ?? 'none',
    list: [list.length, list.bundle.resourceType],
    batch: batch.entry?.map(({ response }) => response?.status),
    content: [content.size, content.type],
    pages,
    gone,
  }
}

/** What `useResources` tells when all is well. */
export function expectedResources(author: string): Readonly<Record<string, unknown>> {
  return {
    ids: 1,
    author,
    patched: [true, '1956-05-12'],
    upserted: 'male',
    first: 'none',
    history: ['4', '3', '2', '1'],
    total: 1,
    none: 'none',
    list: [1, 'Bundle'],
    batch: ['200', '404'],
    content: [3, 'application/pdf'],
    pages: [2, 2, 1],
    gone: 410,
  }
}

/** An administrator makes a machine that may use patients and their observations. */
export async function makeMachine(admin: DamsonClient, kind: 'server' | 'device'): Promise<Machine> {
  const policy = await admin.createResource({
    resourceType: 'AccessPolicy',
    name: `for a ${kind}`,
    resource: ['Patient', 'Observation', 'Binary'].map((resourceType) => ({ resourceType })),
  })
  const project = admin.getProject()?.id ?? ''
  const accessPolicy = { reference: `AccessPolicy/${policy.id}` }
  return admin.post(`admin/projects/${project}/client`, { name: `a ${kind}`, kind, basicAllowed: true, accessPolicy })
}
