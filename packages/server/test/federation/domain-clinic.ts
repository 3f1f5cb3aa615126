import type { Answer, World, WorldOptions } from '@damson/testkit'
import { begin, type Clinic, follow, must, PASSWORD, redeem, startClinic } from '../identity/steps.ts'

export const DAY_MS = 86_400_000

import { giveFactor } from './own-factor.ts'

/** A provider that nobody runs: these tests are about who is sent to one. */
export const PROVIDER = {
  name: 'My Hospital',
  issuer: 'https://idp.myhospital.org',
  clientId: 'damson',
  clientSecret: 'a-secret-of-the-provider',
}

/** A project with a domain of its own, and what DNS says. */
export interface DomainClinic {
  readonly clinic: Clinic
  readonly world: World
  /** TXT records by name; an Error: DNS does not answer. */
  readonly zone: Map<string, readonly string[] | Error>
  admin(
    path: string,
    options?: {
      readonly json?: object
      readonly method?: string
      readonly token?: string
      readonly headers?: Readonly<Record<string, string>>
    },
  ): Promise<Answer>
  add(domain: string, more?: object): Promise<Answer>
  /** Publishes the record of a domain. */
  publish(added: Answer): void
  verify(id: string): Promise<Answer>
  enforce(id: string, enforced?: boolean): Promise<Answer>
  /** Adds a domain, and has it proven and its provider tried. */
  proven(domain: string): Promise<string>
  /** The same, enforced. */
  enforced(domain: string): Promise<string>
  /** Somebody with a password and a place in the project. */
  person(
    email: string,
    fields?: object,
  ): Promise<{ readonly email: string; readonly password: string; readonly membership: string }>
  /** Gives somebody an authenticator app of their own; `signIn` answers for them. */
  factor(email: string): Promise<readonly string[]>
  /** Signs somebody in to the project with a password, and with a code if they have a factor. */
  signIn(email: string, password: string, more?: object): Promise<Answer>
  kinds(subtype: string): Promise<readonly string[]>
}

export async function startDomainClinic(options: WorldOptions = {}): Promise<DomainClinic> {
  const zone: DomainClinic['zone'] = new Map()
  const codes = new Map<string, string[]>()
  const clinic = await startClinic({
    ...options,
    readTxt: (name) => {
      const found = zone.get(name) ?? []
      return found instanceof Error ? Promise.reject(found) : Promise.resolve(found)
    },
  })
  const { world, project } = clinic
  const one: DomainClinic = {
    clinic,
    world,
    zone,
    admin: (path, { json, method, token = clinic.admin.token, headers = {} } = {}) =>
      world.call(`admin/projects/${project}/${path}`, {
        token,
        headers,
        method: method ?? (json === undefined ? 'GET' : 'POST'),
        ...(json !== undefined && { json }),
      }),
    add: (domain, more = {}) => one.admin('domain', { json: { domain, identityProvider: PROVIDER, ...more } }),
    publish: ({ body: { record } }) => void zone.set(record.name, ['v=spf1 -all', record.value]),
    verify: (id) => one.admin(`domain/${id}/verify`, { json: {} }),
    enforce: (id, enforced = true) => one.admin(`domain/${id}/enforce`, { json: { enforced } }),
    async proven(domain) {
      const added = must(await one.add(domain))
      one.publish(added)
      must(await one.verify(added.body.id))
      await tried(world, `domain:${added.body.id}`)
      return added.body.id
    },
    async enforced(domain) {
      const id = await one.proven(domain)
      must(await one.enforce(id))
      return id
    },
    async person(email, fields = {}) {
      const { body } = must(await clinic.invite({ email, scope: 'project', ...fields }))
      await follow(world, email.toLowerCase())
      return { email, password: PASSWORD, membership: body.id }
    },
    async factor(email) {
      const given = await giveFactor(world, email.toLowerCase())
      codes.set(email, given)
      return given
    },
    async signIn(email, password, more = {}) {
      const begun = await begin(world.call, { email, password, projectId: project, ...more })
      const token = begun.answer.body?.mfaRequired === true ? codes.get(email)?.shift() : undefined
      if (token !== undefined) {
        const json = { login: begun.handle, token }
        return redeem(world.call, { ...begun, code: must(await world.call('auth/mfa/verify', { json })).body.code })
      }
      return begun.code === '' ? begun.answer : redeem(world.call, begun)
    },
    async kinds(subtype) {
      const { body } = must(
        await world.call(`fhir/R4/AuditEvent?subtype=${subtype}&_count=100`, { token: clinic.admin.token }),
      )
      return (body.entry ?? []).map(({ resource }: { resource: object }) => JSON.stringify(resource))
    },
  }
  return one
}

/** Somebody has tried a provider, as it is now. */
export async function tried(world: World, key: string): Promise<void> {
  const sql = 'update providers set tested_hash = config_hash where key = $1'
  const { count } = await world.store.db.query({ sql, params: [key] })
  if (count !== 1) throw new Error(`there is no provider ${key}`)
}
