/** What machines change in what others may do waits for an administrator, where their project says so. */
import { type Answer, storesForWalks } from '@damson/testkit'
import { describe, expect, test } from 'vitest'
import { finishPending } from '../../src/domain/approvals/approvals.store.ts'
import { verdict } from '../identity/steps.ts'
import type { Visit } from '../signin/cookie-browser.ts'
import { ADMINISTRATOR } from '../signin/hosted.ts'
import { OBSERVATIONS, PATH, waitingChanges } from './waiting-changes.ts'

const MINUTE = 60_000
const DAY = 86_400_000

describe.each(storesForWalks())('changes of machines that wait for an approval, on %s', (store) => {
  const bench = waitingChanges(store)
  const { as, byMachine, read, must, policy, machine, change, statusOf, idOf, owner, open, decide, requestsKept } =
    bench

  describe('a change', () => {
    test('is answered with 202 and where to ask, changes nothing, and is told to administrators once', async () => {
      const before = await read(bench.target)
      const mails = bench.hosted.world.inbox.to(ADMINISTRATOR.email).length
      const answers = [
        await change(OBSERVATIONS),
        await change({ resource: [{ resourceType: 'Encounter' }] }),
        await change({ mfaRequired: true }),
      ]
      expect(answers.map(({ status }) => status)).toEqual([202, 202, 202])
      const [first] = answers
      expect(first?.headers.get('content-location')).toMatch(
        new RegExp(`^${bench.hosted.issuer}admin/projects/${bench.hosted.clinic.project}/changes/[0-9a-f-]{36}$`),
      )
      expect(first?.headers.get('retry-after')).toBe('60')
      expect(first?.body).toMatchObject({ resourceType: 'OperationOutcome', issue: [{ severity: 'information' }] })
      expect(first?.body.issue[0].details.text).toContain(`${bench.hosted.issuer}account/changes?change=`)
      expect(await read(bench.target)).toEqual(before)
      const waiting = await statusOf(first as Answer)
      expect([waiting.status, waiting.headers.get('x-progress')]).toEqual([202, 'waiting'])
      // It follows the answer.
      await expect
        .poll(() => bench.hosted.world.inbox.to(ADMINISTRATOR.email).length, { timeout: 20_000 })
        .toBe(mails + 1)
      const told = bench.hosted.world.inbox.to(ADMINISTRATOR.email).slice(mails)
      expect(told.map(({ subject }) => subject)).toEqual([expect.stringContaining('asks for your approval')])
      expect(told[0]?.text).toContain('/account/changes')
    })

    test('is among what needs owners, and is told to no machine', async () => {
      const { project } = bench.hosted.clinic
      type Found = { readonly code: string; readonly count: number; readonly affected: readonly object[] }
      const waiting = async (ask: (path: string) => Promise<Answer>): Promise<Found | undefined> =>
        must(await ask(`admin/projects/${project}/posture`)).body.findings.find(
          ({ code }: Found) => code === 'changes_waiting',
        )
      expect(await waiting(as)).toBeUndefined()
      await change(OBSERVATIONS)
      const asked = await change({ mfaRequired: true })
      expect(await waiting(as)).toMatchObject({
        count: 2,
        affected: [{ display: 'Nightly pipeline', at: expect.any(String) }, { display: 'Nightly pipeline' }],
      })
      expect(await waiting(byMachine)).toBeUndefined()
      const browser = await owner()
      await decide(browser, idOf(asked), 'refuse')
      expect(await waiting(as)).toMatchObject({ count: 1 })
    })

    test('is shown as what would be different, approved with a press, and made as the machine', async () => {
      const asked = await change({ ...OBSERVATIONS, name: 'Target <b>' })
      const browser = await owner()
      const list = await browser.open(PATH)
      expect([list.heading, list.text.includes('Nightly pipeline')]).toEqual([
        'Changes waiting for your approval',
        true,
      ])
      const page = await open(browser, idOf(asked))
      expect(page.heading).toBe('Do you approve this change?')
      const text = page.text.replaceAll(/<[^>]*>/g, '').replaceAll(/\s+/g, ' ')
      expect(text).toContain(`What the program sent PUT /fhir/R4/${bench.target}`)
      expect(text).toContain('resource[0].resourceType Now: Patient After: Observation')
      expect(text).toContain('name Now: Target After: Target &lt;b&gt;')
      // Looking decides nothing.
      expect((await statusOf(asked)).status).toBe(202)
      const done = await browser.follow(await decide(browser, idOf(asked), 'approve'))
      expect(done.text).toContain('The change was made.')
      expect(await read(bench.target)).toMatchObject({ ...OBSERVATIONS, meta: { versionId: '2' } })
      const told = await statusOf(asked)
      expect([told.status, told.body.id]).toEqual([200, bench.target.split('/')[1]])
      // History names the machine, the audit both.
      const extended = await as(`fhir/R4/${bench.target}`, { headers: { 'X-Medplum': 'extended' } })
      expect(extended.body.meta.author.reference).toBe(`ClientApplication/${bench.pipeline.id}`)
      const events = must(await as(`fhir/R4/AuditEvent?entity=${bench.target}&subtype=update`)).body.entry
      const agents = events[0].resource.agent.map(({ who }: { who: { reference: string } }) => who.reference)
      expect(agents).toEqual([`ClientApplication/${bench.pipeline.id}`, expect.stringMatching(/^Practitioner\//)])
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
      expect((await read(bench.target))['resource']).toEqual([{ resourceType: 'Patient' }])
      expect(await requestsKept()).toEqual([''])
    })

    test('is made once, also when it is approved twice at once', async () => {
      const asked = await change(OBSERVATIONS)
      const browser = await owner()
      const form = (await browser.open(PATH)).hidden('form')
      const press = (): Promise<Visit> => browser.post(PATH, { form, change: idOf(asked), do: 'approve' })
      const places = (await Promise.all([press(), press()])).map(({ location }) => location)
      expect(places.toSorted()).toEqual([`${PATH}?done=approved`, `${PATH}?done=gone`])
      expect((await read(bench.target))['meta']).toMatchObject({ versionId: '2' })
    })

    test('of what has changed meanwhile is not made: the page says so, and so does the answer', async () => {
      const asked = await change(OBSERVATIONS)
      must(
        await as(`fhir/R4/${bench.target}`, { method: 'PUT', json: { ...(await read(bench.target)), name: 'Other' } }),
      )
      const browser = await owner()
      const page = await open(browser, idOf(asked))
      expect([page.text.includes('Something else has changed this'), page.text.includes('value="approve"')]).toEqual([
        true,
        false,
      ])
      const failed = await decide(browser, idOf(asked), 'approve')
      expect([failed.status, failed.text.includes('has changed')]).toEqual([409, true])
      expect(verdict(await statusOf(asked))).toBe('409 changed_meanwhile')
      expect(await read(bench.target)).toMatchObject({ name: 'Other', resource: [{ resourceType: 'Patient' }] })
    })

    test('expires after seven days', async () => {
      const asked = await change(OBSERVATIONS)
      const browser = await owner()
      await bench.hosted.travel(7 * DAY)
      expect(verdict(await statusOf(asked))).toBe('410 change_expired')
      const again = await owner()
      expect((await again.open(PATH)).text).toContain('Nothing waits for your approval.')
      expect((await decide(again, idOf(asked), 'approve')).location).toBe(`${PATH}?done=gone`)
      expect((await browser.open(PATH)).location).not.toContain('approved')
      expect((await read(bench.target))['resource']).toEqual([{ resourceType: 'Patient' }])
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
      expect([page.status, page.text.includes('the program no longer has access')]).toEqual([409, true])
      expect((await read(bench.target))['resource']).toEqual([{ resourceType: 'Patient' }])
    })

    test('alone asks how it stands: no other machine, and no person', async () => {
      const another = await machine('Another')
      const asked = await change(OBSERVATIONS)
      const at = (asked.headers.get('content-location') ?? '').slice(bench.hosted.issuer.length)
      expect((await statusOf(asked, another)).status).toBe(404)
      expect((await as(at)).status).toBe(404)
      expect((await bench.hosted.world.call(at)).status).toBe(401)
      expect((await byMachine(`${at.slice(0, -1)}x`)).status).toBe(404)
    })

    test('takes back what it asked for, once, and nothing that was decided', async () => {
      const asked = await change(OBSERVATIONS)
      const withdraw = (answer: Answer, by = bench.pipeline): Promise<Answer> =>
        byMachine(
          (answer.headers.get('content-location') ?? '').slice(bench.hosted.issuer.length),
          { method: 'DELETE' },
          by,
        )
      const another = await machine('Another')
      expect((await withdraw(asked, another)).status).toBe(404)
      expect((await statusOf(asked)).status).toBe(202)
      expect((await withdraw(asked)).status).toBe(202)
      expect(verdict(await statusOf(asked))).toBe('404 change_withdrawn')
      expect(verdict(await withdraw(asked))).toBe('404 change_withdrawn')
      const browser = await owner()
      expect((await decide(browser, idOf(asked), 'approve')).location).toBe(`${PATH}?done=gone`)
      expect(await requestsKept()).toEqual([''])
      const event = must(await as('fhir/R4/AuditEvent?subtype=change.withdrawn&_count=1')).body.entry[0].resource
      expect([event.agent[0].who.reference, event.outcomeDesc]).toEqual([
        `ClientApplication/${bench.pipeline.id}`,
        idOf(asked),
      ])
      const made = await change(OBSERVATIONS)
      await decide(browser, idOf(made), 'approve')
      expect(verdict(await withdraw(made))).toBe('409 change_decided')
      expect((await statusOf(made)).status).toBe(200)
      const late = await change({ mfaRequired: true })
      await bench.hosted.travel(7 * DAY)
      expect(verdict(await withdraw(late))).toBe('410 change_expired')
    })

    test('waits for the answer of a change that is made; a second attempt that failed takes nothing back', async () => {
      const asked = await change(OBSERVATIONS)
      await decide(await owner(), idOf(asked), 'approve')
      const { db } = bench.hosted.world.store
      const [project, id] = [bench.hosted.clinic.project, idOf(asked)]
      await finishPending.run(db, { project, id, state: 'failed', answer: 'of an approval that was used' })
      expect((await statusOf(asked)).status).toBe(200)
      // Before the answer was kept.
      await db.query({ sql: 'update pending_changes set answer = null where id = $1', params: [id] })
      const early = await statusOf(asked)
      expect([early.status, early.headers.get('x-progress')]).toEqual([202, 'approved'])
      await bench.hosted.travel(2 * MINUTE)
      expect((await statusOf(asked)).status).toBe(204)
    })

    test('cannot approve: a forged ticket, or a page with its credential, opens nothing', async () => {
      const asked = await change(OBSERVATIONS)
      const authorization = `Approved ${'A'.repeat(43)}`
      const forged = { method: 'PUT', json: await read(bench.target), headers: { Authorization: authorization } }
      expect((await bench.hosted.world.call(`fhir/R4/${bench.target}`, forged)).status).toBe(401)
      const form = { change: idOf(asked), do: 'approve', form: 'x' }
      const headers = { Origin: new URL(bench.hosted.issuer).origin }
      expect((await byMachine('account/changes', { form, headers })).status).toBe(403)
      expect((await statusOf(asked)).status).toBe(202)
    })

    test('moves a provider when it is approved, as it was when that was asked for', async () => {
      const identityProvider = { issuer: 'https://idp.example', clientId: 'damson', clientSecret: 'a-secret' }
      const json = { name: 'Ward round', tokenEndpointAuthMethod: 'none', identityProvider }
      const { project } = bench.hosted.clinic
      const made = must(await as(`admin/projects/${project}/client`, { json })).body
      const reference = `ClientApplication/${made.id}`
      const move = { json: { provider: { reference } } }
      const ask = (): Promise<Answer> => byMachine(`admin/projects/${project}/provider-move`, move)
      const [asked, stale] = [await ask(), await ask()]
      expect([asked.status, (await read(reference))['provider']]).toEqual([202, undefined])
      const browser = await owner()
      const page = await open(browser, idOf(asked))
      expect(page.text).toContain('Move its identity provider to the project: <bdi>app</bdi>: <bdi>Ward round</bdi>')
      expect(page.text).not.toContain('a-secret')
      expect((await decide(browser, idOf(asked), 'approve')).location).toBe(`${PATH}?done=approved`)
      const answered = await statusOf(asked)
      expect([answered.status, answered.body.movedFrom]).toEqual([201, { reference }])
      expect((await read(reference))['provider']).toEqual([
        { reference: `ProjectIdentityProvider/${answered.body.id}` },
      ])
      expect((await decide(browser, idOf(stale), 'approve')).status).toBe(409)
      // To confirm its new addresses is a change like any other.
      const confirmation = await byMachine(`fhir/R4/ProjectIdentityProvider/${answered.body.id}`, {
        method: 'PUT',
        json: { ...answered.body, movedFrom: undefined },
      })
      expect(confirmation.status).toBe(202)
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
      expect((await bench.hosted.world.call('oauth2/token', { form })).status).toBe(200)
      // Kept for a day, for a pipeline that was interrupted.
      await bench.hosted.travel(DAY + MINUTE)
      expect((await statusOf(asked)).status).toBe(204)
    })
  })

  describe('the administrator', () => {
    test('has just proven themselves: an older sign-in shows and approves nothing', async () => {
      const asked = await change(OBSERVATIONS)
      const browser = await owner()
      const { form } = { form: (await browser.open(PATH)).hidden('form') }
      await bench.hosted.travel(11 * MINUTE)
      expect((await browser.open(PATH)).heading).toBe('Confirm that it is you')
      const posted = await browser.post(PATH, { form, change: idOf(asked), do: 'approve' })
      expect(posted.heading).toBe('Confirm that it is you')
      expect((await statusOf(asked)).status).toBe(202)
    })

    test('owns the project: nobody else sees or decides it', async () => {
      const asked = await change(OBSERVATIONS)
      for (const adminRole of ['identity-administrator', 'app-developer']) {
        const person = await bench.hosted.member('Practitioner')
        const user = must(await as(`fhir/R4/User?email=${person.email}`)).body.entry[0].resource.id
        const found = must(await as(`fhir/R4/ProjectMembership?user=User/${user}`)).body.entry[0].resource
        must(await as(`fhir/R4/ProjectMembership/${found.id}`, { method: 'PUT', json: { ...found, adminRole } }))
        const browser = bench.hosted.browser()
        await bench.hosted.signIn(browser, bench.app, person)
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
})
