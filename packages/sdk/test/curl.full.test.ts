/** The flows of `flows.ts` with plain curl: nothing that the SDK does needs the SDK. */
import { execFile } from 'node:child_process'
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startWorld, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectedResources } from './flows.ts'

const run = promisify(execFile)
const FHIR = 'Content-Type: application/fhir+json'

describe('with plain curl', () => {
  let world: World
  let folder: string
  beforeAll(async () => {
    world = await startWorld()
    folder = await mkdtemp(join(tmpdir(), 'damson-curl-'))
  })
  afterAll(async () => {
    await rm(folder, { recursive: true })
    await world.close()
  })

  /** Runs curl; what the body holds is nobody's promise here but the assertions'. */
  // oxlint-disable-next-line typescript/no-explicit-any -- as above
  async function curl(path: string, ...words: readonly string[]): Promise<{ status: number; body: any }> {
    const { stdout } = await run('curl', ['-sS', '-w', '\n%{http_code}', ...words, world.baseUrl + path])
    const [, text = '', status = ''] = /^([\s\S]*)\n(\d{3})$/.exec(stdout) ?? []
    return { status: Number(status), body: text.startsWith('{') ? JSON.parse(text) : text }
  }
  const json = (value: unknown): string[] => ['-H', FHIR, '-d', JSON.stringify(value)]

  /** What `useResources` does, request by request, and what it tells. */
  async function useResources(as: readonly string[], mrn: string): Promise<Readonly<Record<string, unknown>>> {
    const ask = async (path: string, ...words: readonly string[]) => curl(`fhir/R4/${path}`, ...as, ...words)
    const identifier = [{ system: 'urn:mrn', value: mrn }]
    const condition = `identifier=urn:mrn%7C${mrn}`
    const name = [{ given: ['Homer'], family: 'Simpson' }]
    const extended = ['-H', 'X-Medplum: extended']
    const created = await ask('Patient', ...extended, ...json({ resourceType: 'Patient', identifier, name }))
    const { id } = created.body
    const one = `Patient/${id}`
    const updated = await ask(one, '-X', 'PUT', ...json({ ...created.body, birthDate: '1956-05-12' }))
    const operations = JSON.stringify([{ op: 'add', path: '/active', value: true }])
    const patched = await ask(one, '-X', 'PATCH', '-H', 'Content-Type: application/json-patch+json', '-d', operations)
    const plain = { resourceType: 'Patient', identifier }
    const same = await ask('Patient', '-H', `If-None-Exist: ${condition}`, ...json(plain))
    const upserted = await ask(`Patient?${condition}`, '-X', 'PUT', ...json({ ...plain, gender: 'male' }))
    const read = await ask(one)
    const first = await ask(`${one}/_history/1`)
    const history = await ask(`${one}/_history`)
    const bundle = await ask(`Patient?${condition}&_total=accurate`)
    const none = await ask('Patient?identifier=urn:mrn%7Cnobody')
    const entry = [one, 'Patient/00000000-0000-4000-8000-000000000000'].map((url) => ({
      request: { method: 'GET', url },
    }))
    const batch = await ask('', ...json({ resourceType: 'Bundle', type: 'batch', entry }))
    const file = join(folder, 'scan')
    await writeFile(file, new Uint8Array([1, 2, 3]))
    const asPdf = [
      '-H',
      'Content-Type: application/pdf',
      '-H',
      `X-Security-Context: ${one}`,
      '--data-binary',
      `@${file}`,
    ]
    const binary = await ask('Binary', ...asPdf)
    const got = await ask(
      `Binary/${binary.body.id}`,
      '-H',
      'Accept: */*',
      '-D',
      `${file}.headers`,
      '-o',
      `${file}.back`,
    )
    const type = /^content-type: *([^;\r\n]*)/im.exec(await readFile(`${file}.headers`, 'utf8'))?.[1]
    for (let i = 0; i < 5; i += 1)
      await ask(
        'Observation',
        ...json({ resourceType: 'Observation', status: 'final', code: { text: `${i}` }, subject: { reference: one } }),
      )
    const pages: number[] = []
    for (let next: string | undefined = `Observation?subject=${one}&_count=2`; next !== undefined; ) {
      const { body } = await ask(next)
      pages.push(body.entry?.length ?? 0)
      const links: { relation: string; url: string }[] = body.link ?? []
      next = links.find(({ relation }) => relation === 'next')?.url.replace(`${world.baseUrl}fhir/R4/`, '')
    }
    await ask(one, '-X', 'DELETE')
    const gone = await ask(one)
    return {
      ids: new Set([created, updated, patched, same, upserted, read, first].map(({ body }) => body.id)).size,
      author: created.body.meta.author.reference,
      patched: [patched.body.active, patched.body.birthDate],
      upserted: upserted.body.gender,
      first: first.body.birthDate ?? 'none',
      history: history.body.entry.map(
        ({ resource }: { resource: { meta: { versionId: string } } }) => resource.meta.versionId,
      ),
      total: bundle.body.total,
      none: none.body.entry?.[0] ?? 'none',
      list: [bundle.body.entry.length, bundle.body.resourceType],
      batch: batch.body.entry.map(({ response }: { response: { status: string } }) => response.status),
      content: got.status === 200 ? [(await readFile(`${file}.back`)).length, type] : got.status,
      pages,
      gone: gone.status,
    }
  }

  test('a person, a server and a device do what they do with the SDK', async () => {
    const [email, password] = [`curl-${randomUUID()}@example.org`, 'a long enough password']
    const verifier = randomBytes(32).toString('base64url')
    const codeChallenge = createHash('sha256').update(verifier).digest('base64url')
    const pkce = { codeChallenge, codeChallengeMethod: 'S256' }
    const user = {
      firstName: 'Ada',
      lastName: 'Lovelace',
      email,
      password,
      projectId: 'new',
      scope: 'openid offline_access',
    }
    const { body: begun } = await curl('auth/newuser', ...json({ ...user, ...pkce }))
    const { body: made } = await curl('auth/newproject', ...json({ login: begun.login, projectName: 'My Clinic' }))
    const redeem = async (code: string) =>
      curl(
        'oauth2/token',
        '-d',
        'grant_type=authorization_code',
        '-d',
        `code=${code}`,
        '-d',
        `code_verifier=${verifier}`,
      )
    const { body: tokens } = await redeem(made.code)
    const bearer = (token: string): string[] => ['-H', `Authorization: Bearer ${token}`]
    const admin = bearer(tokens.access_token)
    expect(await useResources(admin, randomUUID())).toEqual(expectedResources(tokens.profile.reference))

    // In again by password, and on with a refresh token.
    const { body: again } = await curl('auth/login', ...json({ email, password, ...pkce, scope: user.scope }))
    const second = (await redeem(again.code)).body
    const refreshed = await curl(
      'oauth2/token',
      '-d',
      'grant_type=refresh_token',
      '-d',
      `refresh_token=${second.refresh_token}`,
    )
    const me = await curl('auth/me', ...bearer(refreshed.body.access_token))
    expect(`Practitioner/${me.body.profile.id}`).toBe(tokens.profile.reference)

    const entries = ['Patient', 'Observation', 'Binary'].map((resourceType) => ({ resourceType }))
    const project = tokens.project.reference.slice('Project/'.length)
    const machine = async (kind: string): Promise<{ id: string; secret: string }> => {
      const policy = { resourceType: 'AccessPolicy', name: `for a ${kind}`, resource: entries }
      const accessPolicy = {
        reference: `AccessPolicy/${(await curl('fhir/R4/AccessPolicy', ...admin, ...json(policy))).body.id}`,
      }
      const fields = { name: `a ${kind}`, kind, basicAllowed: true, accessPolicy }
      return (await curl(`admin/projects/${project}/client`, ...admin, ...json(fields))).body
    }
    const [server, device] = [await machine('server'), await machine('device')]
    const own = await curl('oauth2/token', '-u', `${server.id}:${server.secret}`, '-d', 'grant_type=client_credentials')
    const asServer = await useResources(bearer(own.body.access_token), randomUUID())
    expect(asServer).toEqual(expectedResources(`ClientApplication/${server.id}`))
    const asDevice = await useResources(['-u', `${device.id}:${device.secret}`], randomUUID())
    expect(asDevice).toEqual(expectedResources(`ClientApplication/${device.id}`))

    // Signing out ends the token.
    expect((await curl('oauth2/logout', ...admin, '-X', 'POST')).status).toBe(200)
    expect((await curl('auth/me', ...admin)).status).toBe(401)
  })
})
