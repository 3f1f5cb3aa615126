/** What machines change in what others may do waits for an administrator, where their project says so. */
import { type Answer, startWorld, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { finishPending } from '../../src/domain/approvals/approvals.store.ts'
import { verdict } from '../identity/steps.ts'
import type { CookieBrowser, Visit } from '../signin/cookie-browser.ts'
import { ADMINISTRATOR, type Hosted, type HostedApp, startHosted } from '../signin/hosted.ts'
import { type Machine, machineOf } from '../signin/pending-change.ts'

const PATH = '/account/changes'
const MINUTE = 60_000
const DAY = 86_400_000
const CHOSEN = { name: 'machineApproval', valueBoolean: true }

describe.each(storesForWalks())('changes of machines that wait for an approval, on %s', (store) => {
  let hosted: Hosted
  let app: HostedApp
  let pipeline: Machine
  let target = ''

  const as = (path: string, options: object = {}): Promise<Answer> =>
    hosted.world.call(path, { token: hosted.clinic.token, ...options })
  const byMachine = (path: string, options: object = {}, machine = pipeline): Promise<Answer> =>
    hosted.world.call(path, { basic: machine.basic, ...options })
  const read = async (reference: string): Promise<Record<string, unknown>> => (await as(`fhir/R4/${reference}`)).body
  const must = (answer: Answer): Answer => {
    if (answer.status >= 300) throw new Error(`${answer.status} ${answer.text}`)
    return answer
  }
  const make = async (json: Record<string, unknown>): Promise<string> =>
    `${String(json['resourceType'])}/${must(await as(`fhir/R4/${String(json['resourceType'])}`, { json })).body.id}`
  const policy = (resource: readonly object[], name = 'Target'): Promise<string> =>
    make({ resourceType: 'AccessPolicy', name, resource })
  const machine = (name = 'Nightly pipeline'): Promise<Machine> => machineOf(hosted, name)
  const change = async (fields: object, by = pipeline): Promise<Answer> =>
    byMachine(`fhir/R4/${target}`, { method: 'PUT', json: { ...(await read(target)), ...fields } }, by)
  const statusOf = (answer: Answer, machineOf = pipeline): Promise<Answer> => {
    const at = answer.headers.get('content-location') ?? ''
    return byMachine(at.slice(hosted.issuer.length), {}, machineOf)
  }
  const idOf = (answer: Answer): string => (answer.headers.get('content-location') ?? '').split('/').at(-1) ?? ''
  async function owner(): Promise<CookieBrowser> {
    const browser = hosted.browser()
    await hosted.signIn(browser, app, ADMINISTRATOR)
    return browser
  }
  const open = (browser: CookieBrowser, id: string): Promise<Visit> => browser.open(`${PATH}?change=${id}`)
  const decide = async (browser: CookieBrowser, id: string, what: 'approve' | 'refuse'): Promise<Visit> =>
    browser.post(PATH, { form: (await browser.open(PATH)).hidden('form'), change: id, do: what })
  const OBSERVATIONS = { resource: [{ resourceType: 'Observation' }] }

  beforeAll(async () => {
    hosted = await startHosted({ store })
    app = await hosted.app({ name: 'Our Portal' })
    pipeline = await machine()
    await hosted.set(CHOSEN)
  })
  afterAll(() => hosted.world.close())
  beforeEach(async () => {
    target = await policy([{ resourceType: 'Patient' }])
    await hosted.world.store.db.query({ sql: 'delete from pending_changes', params: [] })
  })

  /** What is kept of the requests: it names people, and may hold secrets. */
  async function requestsKept(): Promise<readonly unknown[]> {
    const { rows } = await hosted.world.store.db.query({ sql: 'select sealed from pending_changes', params: [] })
    return rows.map((row) => (row as { readonly sealed: string }).sealed)
  }

  describe('a change', () => {
    test('is answered with 202 and where to ask, changes nothing, and is told to administrators once', async () => {
      const before = await read(target)
      const mails = hosted.world.inbox.to(ADMINISTRATOR.email).length
      const answers = [
        await change(OBSERVATIONS),
        await change({ resource: [{ resourceType: 'Encounter' }] }),
        await change({ mfaRequired: true }),
      ]
      expect(answers.map(({ status }) => status)).toEqual([202, 202, 202])
      const [first] = answers
      expect(first?.headers.get('content-location')).toMatch(
        new RegExp(`^${hosted.issuer}admin/projects/${hosted.clinic.project}/changes/[0-9a-f-]{36}$`),
      )
      expect(first?.headers.get('retry-after')).toBe('60')
      expect(first?.body).toMatchObject({ resourceType: 'OperationOutcome', issue: [{ severity: 'information' }] })
      expect(first?.body.issue[0].details.text).toContain(`${hosted.issuer}account/changes?change=`)
      expect(await read(target)).toEqual(before)
      const waiting = await statusOf(first as Answer)
      expect([waiting.status, waiting.headers.get('x-progress')]).toEqual([202, 'waiting'])
      // It follows the answer.
      await expect.poll(() => hosted.world.inbox.to(ADMINISTRATOR.email).length, { timeout: 20_000 }).toBe(mails + 1)
      const told = hosted.world.inbox.to(ADMINISTRATOR.email).slice(mails)
      expect(told.map(({ subject }) => subject)).toEqual([expect.stringContaining('asks for your approval')])
      expect(told[0]?.text).toContain('/account/changes')
    })

    test('is shown as what would be different, approved with a press, and made as the machine', async () => {
      const asked = await change({ ...OBSERVATIONS, name: 'Target <b>' })
      const browser = await owner()
      const list = await browser.open(PATH)
      expect([list.heading, list.text.includes('Nightly pipeline')]).toEqual(['Changes that wait for approval', true])
      const page = await open(browser, idOf(asked))
      expect(page.heading).toBe('Do you approve this change?')
      const text = page.text.replaceAll(/<[^>]*>/g, '').replaceAll(/\s+/g, ' ')
      expect(text).toContain(`What the program sent PUT /fhir/R4/${target}`)
      expect(text).toContain('resource[0].resourceType Now: Patient After: Observation')
      expect(text).toContain('name Now: Target After: Target &lt;b&gt;')
      // Looking decides nothing.
      expect((await statusOf(asked)).status).toBe(202)
      const done = await browser.follow(await decide(browser, idOf(asked), 'approve'))
      expect(done.text).toContain('The change was made.')
      expect(await read(target)).toMatchObject({ ...OBSERVATIONS, meta: { versionId: '2' } })
      const told = await statusOf(asked)
      expect([told.status, told.body.id]).toEqual([200, target.split('/')[1]])
      // History names the machine, the audit both.
      const extended = await as(`fhir/R4/${target}`, { headers: { 'X-Medplum': 'extended' } })
      expect(extended.body.meta.author.reference).toBe(`ClientApplication/${pipeline.id}`)
      const events = must(await as(`fhir/R4/AuditEvent?entity=${target}&subtype=update`)).body.entry
      const agents = events[0].resource.agent.map(({ who }: { who: { reference: string } }) => who.reference)
      expect(agents).toEqual([`ClientApplication/${pipeline.id}`, expect.stringMatching(/^Practitioner\//)])
      const decided = must(await as('fhir/R4/AuditEvent?subtype=change.approved&_count=1')).body.entry[0].resource
      expect([decided.agent[0].who.reference, decided.outcomeDesc]).toEqual([agents[1], idOf(asked)])
      expect(await requestsKept()).toEqual([''])
    })

    test('that is refused is not made, and cannot be approved afterwards', async () => {
      const asked = await change(OBSERVATIONS)
      const browser = await owner()
      const page = await browser.follow(await decide(browser, idOf(asked), 'refuse'))
      expect(page.text).toContain('The change was refused.')
      expect(verdict(await statusOf(asked))).toBe('403 change_refused')
      expect((await decide(browser, idOf(asked), 'approve')).location).toBe(`${PATH}?done=gone`)
      expect((await read(target))['resource']).toEqual([{ resourceType: 'Patient' }])
      expect(await requestsKept()).toEqual([''])
    })

    test('is made once, also when it is approved twice at once', async () => {
      const asked = await change(OBSERVATIONS)
      const browser = await owner()
      const form = (await browser.open(PATH)).hidden('form')
      const press = (): Promise<Visit> => browser.post(PATH, { form, change: idOf(asked), do: 'approve' })
      const places = (await Promise.all([press(), press()])).map(({ location }) => location)
      expect(places.toSorted()).toEqual([`${PATH}?done=approved`, `${PATH}?done=gone`])
      expect((await read(target))['meta']).toMatchObject({ versionId: '2' })
    })

    test('of what has changed meanwhile is not made: the page says so, and so does the answer', async () => {
      const asked = await change(OBSERVATIONS)
      must(await as(`fhir/R4/${target}`, { method: 'PUT', json: { ...(await read(target)), name: 'Other' } }))
      const browser = await owner()
      const page = await open(browser, idOf(asked))
      expect([page.text.includes('has changed since'), page.text.includes('value="approve"')]).toEqual([true, false])
      const failed = await decide(browser, idOf(asked), 'approve')
      expect([failed.status, failed.text.includes('has changed')]).toEqual([409, true])
      expect(verdict(await statusOf(asked))).toBe('409 changed_meanwhile')
      expect(await read(target)).toMatchObject({ name: 'Other', resource: [{ resourceType: 'Patient' }] })
    })

    test('expires after seven days', async () => {
      const asked = await change(OBSERVATIONS)
      const browser = await owner()
      await hosted.travel(7 * DAY)
      expect(verdict(await statusOf(asked))).toBe('410 change_expired')
      const again = await owner()
      expect((await again.open(PATH)).text).toContain('Nothing waits for your approval.')
      expect((await decide(again, idOf(asked), 'approve')).location).toBe(`${PATH}?done=gone`)
      expect((await browser.open(PATH)).location).not.toContain('approved')
      expect((await read(target))['resource']).toEqual([{ resourceType: 'Patient' }])
    })
  })

  describe('the machine', () => {
    test('makes it with its present rights: one that lost them, or was switched off, changes nothing', async () => {
      const [weaker, off] = [await machine('Weaker'), await machine('Off')]
      const asked = [await change(OBSERVATIONS, weaker), await change(OBSERVATIONS, off)]
      const found = must(await as(`fhir/R4/ProjectMembership?user=ClientApplication/${weaker.id}`)).body.entry[0]
        .resource
      const small = await policy([{ resourceType: 'AccessPolicy' }, { resourceType: 'Patient' }], 'Small')
      const less = { ...found, accessPolicy: { reference: small } }
      must(await as(`fhir/R4/ProjectMembership/${found.id}`, { method: 'PUT', json: less }))
      const client = await read(`ClientApplication/${off.id}`)
      must(await as(`fhir/R4/ClientApplication/${off.id}`, { method: 'PUT', json: { ...client, status: 'off' } }))
      const browser = await owner()
      const [lost, gone] = asked as [Answer, Answer]
      expect((await decide(browser, idOf(lost), 'approve')).status).toBe(409)
      expect((await statusOf(lost, weaker)).status).toBe(403)
      const page = await decide(browser, idOf(gone), 'approve')
      expect([page.status, page.text.includes('no longer allowed in')]).toEqual([409, true])
      expect((await read(target))['resource']).toEqual([{ resourceType: 'Patient' }])
    })

    test('alone asks how it stands: no other machine, and no person', async () => {
      const another = await machine('Another')
      const asked = await change(OBSERVATIONS)
      const at = (asked.headers.get('content-location') ?? '').slice(hosted.issuer.length)
      expect((await statusOf(asked, another)).status).toBe(404)
      expect((await as(at)).status).toBe(404)
      expect((await hosted.world.call(at)).status).toBe(401)
      expect((await byMachine(`${at.slice(0, -1)}x`)).status).toBe(404)
    })

    test('waits for the answer of a change that is made; a second attempt that failed takes nothing back', async () => {
      const asked = await change(OBSERVATIONS)
      await decide(await owner(), idOf(asked), 'approve')
      const { db } = hosted.world.store
      const [project, id] = [hosted.clinic.project, idOf(asked)]
      await finishPending.run(db, { project, id, state: 'failed', answer: 'of an approval that was used' })
      expect((await statusOf(asked)).status).toBe(200)
      // Before the answer was kept.
      await db.query({ sql: 'update pending_changes set answer = null where id = $1', params: [id] })
      const early = await statusOf(asked)
      expect([early.status, early.headers.get('x-progress')]).toEqual([202, 'approved'])
      await hosted.travel(2 * MINUTE)
      expect((await statusOf(asked)).status).toBe(204)
    })

    test('cannot approve: a forged ticket, or a page with its credential, opens nothing', async () => {
      const asked = await change(OBSERVATIONS)
      const authorization = `Approved ${'A'.repeat(43)}`
      const forged = { method: 'PUT', json: await read(target), headers: { Authorization: authorization } }
      expect((await hosted.world.call(`fhir/R4/${target}`, forged)).status).toBe(401)
      const form = { change: idOf(asked), do: 'approve', form: 'x' }
      const headers = { Origin: new URL(hosted.issuer).origin }
      expect((await byMachine('account/changes', { form, headers })).status).toBe(403)
      expect((await statusOf(asked)).status).toBe(202)
    })

    test('gets a new secret at the address that it asks, nobody else sees it', async () => {
      const { id } = await machine('Rotated')
      const asked = await byMachine(`fhir/R4/ClientApplication/${id}/$rotate-secret`, {
        method: 'POST',
        json: { lost: true },
        headers: { 'If-Match': 'W/"1"' },
      })
      expect(asked.status).toBe(202)
      const browser = await owner()
      expect((await open(browser, idOf(asked))).text).toContain('gets a new secret')
      expect((await decide(browser, idOf(asked), 'approve')).location).toBe(`${PATH}?done=approved`)
      const answered = await statusOf(asked)
      expect([answered.status, typeof answered.body.secret]).toEqual([200, 'string'])
      const form = { grant_type: 'client_credentials', client_id: id, client_secret: answered.body.secret }
      expect((await hosted.world.call('oauth2/token', { form })).status).toBe(200)
      // Kept for a day, for a pipeline that was interrupted.
      await hosted.travel(DAY + MINUTE)
      expect((await statusOf(asked)).status).toBe(204)
    })
  })

  describe('the administrator', () => {
    test('has just proven themselves: an older sign-in shows and approves nothing', async () => {
      const asked = await change(OBSERVATIONS)
      const browser = await owner()
      const { form } = { form: (await browser.open(PATH)).hidden('form') }
      await hosted.travel(11 * MINUTE)
      expect((await browser.open(PATH)).heading).toBe('Is it still you?')
      const posted = await browser.post(PATH, { form, change: idOf(asked), do: 'approve' })
      expect(posted.heading).toBe('Is it still you?')
      expect((await statusOf(asked)).status).toBe(202)
    })

    test('owns the project: nobody else sees or decides it', async () => {
      const asked = await change(OBSERVATIONS)
      for (const adminRole of ['identity-administrator', 'app-developer']) {
        const person = await hosted.member('Practitioner')
        const user = must(await as(`fhir/R4/User?email=${person.email}`)).body.entry[0].resource.id
        const found = must(await as(`fhir/R4/ProjectMembership?user=User/${user}`)).body.entry[0].resource
        must(await as(`fhir/R4/ProjectMembership/${found.id}`, { method: 'PUT', json: { ...found, adminRole } }))
        const browser = hosted.browser()
        await hosted.signIn(browser, app, person)
        expect((await browser.open(PATH)).text).toContain('Nothing waits for your approval.')
        expect((await decide(browser, idOf(asked), 'approve')).location).toBe(`${PATH}?done=gone`)
      }
      expect((await statusOf(asked)).status).toBe(202)
    })

    test('must send the form that was shown to them', async () => {
      const asked = await change(OBSERVATIONS)
      const browser = await owner()
      expect((await browser.open(`${PATH}?change=${idOf(asked)}&do=approve`)).status).toBe(200)
      expect((await browser.post(PATH, { change: idOf(asked), do: 'approve' })).status).toBe(403)
      const form = (await browser.open(PATH)).hidden('form')
      const foreign = { Origin: 'https://evil.example' }
      expect((await browser.post(PATH, { form, change: idOf(asked), do: 'approve' }, foreign)).status).toBe(403)
      expect((await statusOf(asked)).status).toBe(202)
    })
  })

  describe('waiting', () => {
    const ADMIN = { resourceType: 'Practitioner', firstName: 'A', lastName: 'B', membership: { admin: true } }
    const admin = (path: string, json: object): Promise<Answer> =>
      byMachine(`admin/projects/${hosted.clinic.project}/${path}`, { json })

    test('is for changes of rights, providers, keys, demands and domains, on each route', async () => {
      const member = await hosted.member('Practitioner')
      const user = must(await as(`fhir/R4/User?email=${member.email}`)).body.entry[0].resource.id
      const own = must(await as(`fhir/R4/ProjectMembership?user=User/${user}`)).body.entry[0].resource
      const project = await read(`Project/${hosted.clinic.project}`)
      const client = await read(`ClientApplication/${app.id}`)
      const another = { ...own, id: undefined, accessPolicy: { reference: target } }
      const answers: Readonly<Record<string, Answer>> = {
        member: await admin(`members/${own.id}`, { ...own, accessPolicy: { reference: target } }),
        administrator: await admin('invite', { ...ADMIN, email: 'new-admin@example.org' }),
        'second membership': await admin('invite', {
          resourceType: 'Patient',
          firstName: 'A',
          lastName: 'B',
          email: member.email,
          scope: 'project',
          forceNewMembership: true,
        }),
        'membership as a resource': await byMachine('fhir/R4/ProjectMembership', { json: another }),
        domain: await admin('domain', { domain: 'clinic.example' }),
        'emergency account': await admin('emergency-account', {
          membership: { reference: `ProjectMembership/${own.id}` },
        }),
        settings: await byMachine(`fhir/R4/Project/${hosted.clinic.project}`, {
          method: 'PUT',
          json: { ...project, setting: undefined },
        }),
        patch: await byMachine(`fhir/R4/${target}`, {
          method: 'PATCH',
          json: [{ op: 'add', path: '/mfaRequired', value: true }],
          headers: { 'Content-Type': 'application/json-patch+json' },
        }),
        'whose pages read answers': await byMachine(`fhir/R4/Project/${hosted.clinic.project}`, {
          method: 'PUT',
          json: { ...project, origin: ['https://other.example'] },
        }),
        'new app of the project’s own': await admin('client', {
          name: 'Ours',
          kind: 'app',
          tokenEndpointAuthMethod: 'none',
          firstParty: true,
          redirectUris: ['https://other.example/'],
        }),
        'where codes go': await byMachine(`fhir/R4/ClientApplication/${app.id}`, {
          method: 'PUT',
          json: { ...client, redirectUris: ['https://other.example/'] },
        }),
      }
      const statuses = Object.entries(answers).map(([what, { status }]) => [what, status])
      expect(statuses).toEqual(Object.keys(answers).map((what) => [what, 202]))
      // What the request says beside the resource is shown, and it is made as it was sent.
      const browser = await owner()
      const invited = answers['administrator'] as Answer
      const page = await open(browser, idOf(invited))
      expect([page.text.includes('new-admin@example.org'), page.text.includes('admin')]).toEqual([true, true])
      expect((await decide(browser, idOf(invited), 'approve')).location).toBe(`${PATH}?done=approved`)
      const made = await statusOf(invited)
      expect([made.status, made.body.resourceType, made.body.admin]).toEqual([200, 'ProjectMembership', true])
      const patched = answers['patch'] as Answer
      expect((await decide(browser, idOf(patched), 'approve')).location).toBe(`${PATH}?done=approved`)
      expect(await read(target)).toMatchObject({ mfaRequired: true })
    })

    test('is for where the invitation of an account leads that nobody has opened', async () => {
      const [old, thief] = ['unopened@example.org', 'thief@example.org']
      const invited = must(
        await as(`admin/projects/${hosted.clinic.project}/invite`, {
          json: { ...ADMIN, email: old, scope: 'project' },
        }),
      )
      const at = `fhir/R4/${invited.body.user.reference}/$update-email`
      const asked = await byMachine(at, { json: { email: thief } })
      expect([asked.status, hosted.world.inbox.to(thief)]).toEqual([202, []])
      const browser = await owner()
      const text = (await open(browser, idOf(asked))).text
      expect([text.includes(old), text.includes(thief)]).toEqual([true, true])
      expect((await decide(browser, idOf(asked), 'approve')).location).toBe(`${PATH}?done=approved`)
      expect([(await statusOf(asked)).status, hosted.world.inbox.to(thief).length]).toEqual([200, 1])
    })

    test('is not for inviting people, making clients under own policies, new policies, and what takes away', async () => {
      const invited = await admin('invite', { ...ADMIN, membership: {}, email: 'nurse@example.org', sendEmail: false })
      const client = await admin('client', { name: 'Device', kind: 'device', accessPolicy: { reference: target } })
      const made = await byMachine('fhir/R4/AccessPolicy', {
        json: { resourceType: 'AccessPolicy', name: 'New', resource: [{ resourceType: 'Patient' }] },
      })
      const membership = { ...invited.body, active: false, meta: undefined }
      const off = await byMachine(`fhir/R4/ProjectMembership/${invited.body.id}`, { method: 'PUT', json: membership })
      expect([invited, client, made, off].map(({ status }) => status)).toEqual([200, 201, 201, 200])
    })

    test('is not for a batch: an entry is refused, and says to send it alone', async () => {
      const resource = { ...(await read(target)), ...OBSERVATIONS }
      const entry = [{ request: { method: 'PUT', url: target }, resource }]
      const batch = await byMachine('fhir/R4', { json: { resourceType: 'Bundle', type: 'batch', entry } })
      const { status, outcome } = batch.body.entry[0].response
      expect([batch.status, status]).toEqual([200, '403'])
      expect(outcome.issue[0].details.text).toContain('not in a batch')
      expect((await (await owner()).open(PATH)).text).toContain('Nothing waits for your approval.')
    })

    test('is for 100 changes of a project, 20 of a machine, none of them larger than a page can show', async () => {
      const large = await change({ ...OBSERVATIONS, name: 'x'.repeat(130_000) })
      expect(verdict(large)).toBe('413 change_too_large')
      const fill = (client: string, count: number): Promise<unknown> =>
        hosted.world.store.db.query({
          sql: `insert into pending_changes
              (id, project, client_id, state, digest, sealed, told, created_at, expires_at)
            select gen_random_uuid(), $1, $2, 'waiting', '', '', true, now(), now() + interval '99 years'
            from generate_series(1, $3::integer)`,
          params: [hosted.clinic.project, client, count],
        })
      const another = await machine('Another')
      await fill(pipeline.id, 20)
      expect(verdict(await change(OBSERVATIONS))).toBe('409 too_many_waiting')
      expect((await change(OBSERVATIONS, another)).status).toBe(202)
      await fill(hosted.clinic.project, 79)
      expect(verdict(await change(OBSERVATIONS, another))).toBe('409 too_many_waiting')
    })

    test('waits also while the master key is changed: what waits is sealed anew', async () => {
      const asked = await change(OBSERVATIONS)
      const refused = await change({ ...OBSERVATIONS, name: 'Refused' })
      await decide(await owner(), idOf(refused), 'refuse')
      const { store: kept, key, restarted } = hosted.world
      const versions = async (): Promise<readonly string[]> => {
        const { rows } = await kept.db.query({
          sql: "select split_part(sealed, $1, 1) as v from pending_changes where state = 'waiting'",
          params: ['.'],
        })
        return rows.map((row) => (row as { v: string }).v)
      }
      const before = await versions()
      const rotating = await restarted({
        key: new Uint8Array(32).fill(9),
        env: { DAMSON_KEY_PREVIOUS: Buffer.from(key).toString('hex') },
      })
      await rotating.app.upkeep.run()
      const after = await versions()
      expect([after.length, after[0] === before[0]]).toEqual([1, false])
      const at = (asked.headers.get('content-location') ?? '').slice(hosted.issuer.length)
      expect((await rotating.call(at, { basic: pipeline.basic })).status).toBe(202)
      await rotating.close()
    })

    test('is chosen: without the setting a machine changes at once; what was asked for is decided as before', async () => {
      const asked = await change(OBSERVATIONS)
      await hosted.set()
      expect((await change({ name: 'At once', mfaRequired: true })).status).toBe(200)
      const browser = await owner()
      expect((await decide(browser, idOf(asked), 'approve')).status).toBe(409)
      await hosted.set(CHOSEN)
    })
  })
})

test('new projects have the setting, and it is a flag', async () => {
  const world = await startWorld({ shared: true })
  const owner = await world.actors.owner()
  const at = `fhir/R4/Project/${owner.project}`
  const { body } = await world.call(at, { token: owner.token })
  expect(body.setting).toContainEqual(CHOSEN)
  const json = { ...body, setting: [{ name: CHOSEN.name, valueString: 'true' }] }
  const wrong = await world.call(at, { method: 'PUT', json, token: owner.token })
  expect([wrong.status, wrong.text.includes('is a valueBoolean')]).toEqual([400, true])
  await world.close()
})
