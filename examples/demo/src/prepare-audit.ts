import { type Clinic, MRN_SYSTEM } from '@damson/example-clinic'
import { type ClientApplication, DamsonClient, type WithId } from '@damson/sdk'

/** What the demo needs beside the clinic: a client for the live page, and the record numbers that results are sent for. */
export interface Audit {
  readonly clientId: string
  readonly records: readonly string[]
}

/** As the clinic's owner: registers the live page, which acts as the person who signs in to it. */
export async function prepareAudit({ baseUrl, projectId, owner }: Clinic, liveUrl: string): Promise<Audit> {
  const client = new DamsonClient({ baseUrl })
  const { code = '' } = await client.startLogin(owner)
  await client.processCode(code)
  const app: WithId<ClientApplication> = await client.post(`admin/projects/${projectId}/client`, {
    name: 'Live audit',
    kind: 'app',
    tokenEndpointAuthMethod: 'none',
    firstParty: true,
    redirectUris: [liveUrl],
    allowedOrigin: [new URL(liveUrl).origin],
  })
  const patients = await client.searchResources('Patient', { _count: 100 })
  const records = patients.flatMap(({ identifier = [] }) => identifier.filter(({ system }) => system === MRN_SYSTEM))
  await client.signOut()
  return { clientId: app.id, records: records.flatMap(({ value }) => value ?? []) }
}
