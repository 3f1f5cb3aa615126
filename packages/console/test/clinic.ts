/** A project with something of everything that the console shows, whose names are meant to do harm. */
import { randomBytes } from 'node:crypto'
import type { Owner, World } from '@damson/testkit'
import { ON } from '../../server/test/clients/device.ts'

/** Names that would be markup, a script, a template or another direction, were they not text. */
export const HOSTILE = {
  markup: '<img src=x onerror=alert(1)>',
  script: '"><script>alert(2)</script>',
  address: 'javascript:alert(3)',
  template: '{{constructor.constructor("alert(4)")()}} ${alert(5)} {name}',
  reversed: 'Ana \u202Egnp.exe',
} as const

export interface Clinic {
  readonly owner: Owner
  readonly ids: Readonly<
    Record<'app' | 'server' | 'device' | 'bot' | 'policy' | 'patient' | 'provider' | 'domain' | 'member', string>
  >
  ask(path: string, json?: unknown, method?: string): Promise<Record<string, unknown> & { readonly id: string }>
}

export async function makeClinic(world: World): Promise<Clinic> {
  const owner = await world.actors.owner({ projectName: `Hillside ${HOSTILE.markup}` })
  const ask: Clinic['ask'] = async (path, json, method) => {
    const options = { token: owner.token, ...(json !== undefined && { json }), ...(method !== undefined && { method }) }
    const answer = await world.call(path, options)
    if (answer.status >= 300) throw new Error(`${method ?? ''} ${path}: ${answer.text}`)
    return answer.body
  }
  const at = `admin/projects/${owner.project}`
  const resource = [
    { resourceType: 'Patient', interaction: ['read', 'search'] },
    { resourceType: 'Observation', criteria: 'Observation?code=http://loinc.org|718-7' },
  ]
  const policy = await ask('fhir/R4/AccessPolicy', { resourceType: 'AccessPolicy', name: HOSTILE.markup, resource })
  await ask(`fhir/R4/AccessPolicy/${policy.id}`, { ...policy, name: HOSTILE.script }, 'PUT')
  const accessPolicy = { reference: `AccessPolicy/${policy.id}` }
  const client = async (body: object): Promise<string> => (await ask(`${at}/client`, { accessPolicy, ...body })).id
  const project = await ask(`fhir/R4/Project/${owner.project}`)
  const setting = [...((project['setting'] as readonly object[] | undefined) ?? []), ON]
  const developerModeUntil = new Date(Date.now() + 3_600_000).toISOString()
  await ask(`fhir/R4/Project/${owner.project}`, { ...project, setting, developerModeUntil }, 'PUT')
  const app = await client({
    name: HOSTILE.template,
    kind: 'app',
    accessPolicy: undefined,
    redirectUris: ['https://app.example/callback', 'https://app.example/<script>alert(1)</script>'],
  })
  const server = await client({ name: HOSTILE.reversed, kind: 'server' })
  const device = await client({ name: HOSTILE.markup, kind: 'device', basicAllowed: true })
  await client({
    name: HOSTILE.address,
    kind: 'app',
    accessPolicy: undefined,
    tokenEndpointAuthMethod: 'none',
    grantType: ['urn:ietf:params:oauth:grant-type:device_code'],
  })
  const bot = await ask(`${at}/bot`, { name: HOSTILE.markup, description: HOSTILE.script, accessPolicy })
  for (const word of ['first', 'second']) {
    const code = `export async function handler() {\n  return "${word}"\n}\n`
    await ask(`fhir/R4/Bot/${bot.id}/$deploy`, { code, filename: 'bot.ts' })
  }
  const name = [{ given: [HOSTILE.markup], family: HOSTILE.reversed }]
  const patient = await ask('fhir/R4/Patient', { resourceType: 'Patient', name })
  await ask(`fhir/R4/Patient/${patient.id}`, { ...patient, gender: 'female' }, 'PUT')
  const invited = await ask(`${at}/invite`, {
    resourceType: 'Practitioner',
    firstName: HOSTILE.markup,
    lastName: HOSTILE.reversed,
    email: `nurse-${randomBytes(6).toString('hex')}@example.org`,
    accessPolicy,
  })
  const identityProvider = {
    name: HOSTILE.markup,
    issuer: 'https://idp.example',
    clientId: HOSTILE.script,
    clientSecret: 'a-secret-of-the-provider',
    profileType: ['Practitioner', 'Patient', 'RelatedPerson'],
  }
  const provider = await ask('fhir/R4/ProjectIdentityProvider', {
    resourceType: 'ProjectIdentityProvider',
    identityProvider,
  })
  const domain = await ask(`${at}/domain`, { domain: `clinic-${randomBytes(4).toString('hex')}.example` })
  // What the traces show: a request that was refused.
  await world.call(`oauth2/authorize?response_type=code&client_id=${app}&redirect_uri=https://evil.example/`)
  await world.call('fhir/R4/Nothing', { token: owner.token })
  return {
    owner,
    ids: {
      app,
      server,
      device,
      bot: bot.id,
      policy: policy.id,
      patient: patient.id,
      provider: provider.id,
      domain: domain.id,
      member: invited.id,
    },
    ask,
  }
}
