import { storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must, PASSWORD, verdict } from '../identity/steps.ts'
import { type DomainClinic, startDomainClinic, tried } from './domain-clinic.ts'

describe.each(storesForWalks())('an invitation to an address of a domain, on %s', (store) => {
  let here: DomainClinic
  beforeAll(async () => {
    here = await startDomainClinic({ store })
  })
  afterAll(() => here.world.close())

  const mailTo = (email: string) => here.world.inbox.to(email).at(-1)?.text ?? ''
  const invite = async (email: string, fields: object = {}) =>
    must(await here.clinic.invite({ email, scope: 'project', ...fields }))

  test('has a link to choose a password before it is enforced, and where to sign in afterwards', async () => {
    await invite('early@invited.org')
    expect(mailTo('early@invited.org')).toContain('/auth/setpassword/')
    const id = await here.enforced('invited.org')
    for (const email of ['late@invited.org', 'Late+tag@INVITED.org', 'late.again@invited.org.']) {
      await invite(email)
      const text = mailTo(email.toLowerCase())
      expect(text).not.toContain('setpassword')
      expect(text).toContain(`Sign in with the account from your organisation (invited.org)`)
      expect(text).toContain(`${here.world.baseUrl}signin`)
    }
    await invite('late@elsewhere.org')
    expect(mailTo('late@elsewhere.org')).toContain('/auth/setpassword/')
    must(await here.enforce(id, false))
    await invite('free@invited.org')
    expect(mailTo('free@invited.org')).toContain('/auth/setpassword/')
  })

  test('leads to the site of the project, also for whoever has an account already', async () => {
    const { world, clinic } = here
    const token = await clinic.adminToken()
    const at = `fhir/R4/Project/${clinic.project}`
    const { body } = must(await world.call(at, { token }))
    const site = [{ name: 'Clinic', domain: ['app.clinic.example'] }]
    must(await world.call(at, { method: 'PUT', json: { ...body, site }, token }))
    const known = await here.person('known@sited.org', { scope: 'server' })
    await here.enforced('sited.org')
    await invite(known.email, { scope: 'server', resourceType: 'Patient', forceNewMembership: true })
    for (const email of [known.email, 'new@sited.org']) {
      if (email !== known.email) await invite(email)
      expect(mailTo(email)).toMatch(/\(sited\.org\).*\n\nhttps:\/\/app\.clinic\.example\/\n\n/)
    }
  })

  test('takes no password, and no link is made by an administrator or by whoever asks for a new one', async () => {
    await here.enforced('linkless.org')
    const email = 'ada@linkless.org'
    expect((await here.clinic.invite({ email, password: PASSWORD })).body.issue[0].details.text).toContain(
      'or signs in with the provider of their domain',
    )
    const { body } = await invite(email)
    expect(verdict(await here.admin(`members/${body.id}/resetpassword`, { json: {} }))).toBe('400 domain_provider')
    const json = { email, projectId: here.clinic.project }
    expect(verdict(await here.world.call('auth/resetpassword', { json }))).toBe('400 domain_provider')
    expect(here.world.inbox.to(email)).toHaveLength(1)
    const made = await here.world.store.db.query({
      sql: 'select 1 from one_time_links l join users u on u.id = l.user_id where u.email = $1',
      params: [email],
    })
    expect(made.rows).toEqual([])
  })

  test('to own a project of the server is held to a domain of the server', async () => {
    const added = must(await here.add('owners.org', { serverWide: true }))
    here.publish(added)
    must(await here.verify(added.body.id))
    await tried(here.world, `domain:${added.body.id}`)
    must(await here.enforce(added.body.id))
    for (const [ownerEmail, words] of [
      ['owner@owners.org', '(owners.org)'],
      ['owner@free-owners.org', '/auth/setpassword/'],
    ] as const) {
      const parameter = [
        { name: 'name', valueString: 'Harbor Clinic' },
        { name: 'ownerEmail', valueString: ownerEmail },
      ]
      const json = { resourceType: 'Parameters', parameter }
      must(await here.world.call('fhir/R4/Project/$init', { json, token: here.clinic.admin.token }))
      expect(mailTo(ownerEmail)).toContain(words)
    }
  })
})
