/** A person sees on their own page which programs act for them, and ends it. */
import { storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must, PASSWORD, verdict } from '../identity/steps.ts'
import { type CookieBrowser, createCookieBrowser } from '../signin/cookie-browser.ts'
import { type Acting, type ActingClinic, type Member, startActingClinic } from './acting-clinic.ts'

const PATIENT = { resourceType: 'Patient' }
const STAFF = [{ how: 'asserted', profileType: ['Practitioner'] }]

describe.each(storesForWalks())('a program that acts for a person, on their page, on %s', (store) => {
  let clinic: ActingClinic
  beforeAll(async () => {
    clinic = await startActingClinic({ store, shared: true })
  })
  afterAll(() => clinic.close())

  const verdictFor = async (person: string, by: Acting): Promise<string> =>
    verdict(await clinic.actFor(person, 'Patient', { token: by.token }))
  const formOf = (text: string, act: string): Record<string, string> => {
    const forms = [...text.matchAll(/<form method="post" action="[^"]*\/account">.*?<\/form>/gs)].map(([form]) => form)
    const form = forms.find((one) => one.includes(`value="${act}"`)) ?? ''
    const fields = [...form.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)]
    return Object.fromEntries(fields.map(([, name = '', value = '']) => [name, value]))
  }
  const signedIn = async (person: Member): Promise<CookieBrowser> => {
    const browser = createCookieBrowser(clinic.baseUrl, clinic.baseUrl)
    const form = (await browser.open('/account')).hidden('form')
    const fields = { email: person.email, password: PASSWORD, form }
    const page = await browser.follow(await browser.post('/account/sign-in', fields))
    expect(page.heading).toBe('Your account')
    return browser
  }

  test('is listed once it acted; the person ends it at once, and allows it again', async () => {
    const [client, person, other] = [
      await clinic.acting([PATIENT], STAFF, { name: 'Front desk' }),
      await clinic.member({}),
      await clinic.member({}),
    ]
    const now = (): Promise<string> => verdictFor(person.profile, client)
    const browser = await signedIn(person)
    expect((await browser.open('/account')).text).not.toContain('Programs that act for you')
    expect(await now()).toBe('403 no_policy')
    const page = await browser.open('/account')
    expect(page.text).toContain('Programs that act for you')
    expect(page.text).toContain('Front desk')

    // Nobody ends it for somebody else.
    const theirs = await signedIn(other)
    const own = formOf((await theirs.open('/account')).text, 'end-others')
    const ofPerson = formOf(page.text, 'end-acting')
    const { form } =
      own['form'] === undefined ? { form: (await theirs.open('/account')).hidden('form') } : { form: own['form'] }
    await theirs.follow(await theirs.post('/account', { ...ofPerson, form }))
    expect(await now()).toBe('403 no_policy')

    const ended = await browser.follow(await browser.post('/account', ofPerson))
    expect(ended.text).toContain('The program can no longer act for you.')
    expect(await now()).toBe('403 acting_ended_by_person')
    const again = await browser.follow(await browser.post('/account', formOf(ended.text, 'allow-acting')))
    expect(again.text).toContain('The program can act for you again.')
    expect(await now()).toBe('403 no_policy')
    // Who could not sign in to an app there allows nothing, and still ends it.
    const domain = person.email.split('@')[1] ?? ''
    const run = (sql: string, ...params: string[]) => clinic.store.db.query({ sql, params })
    await run(
      `insert into domains (id, project, domain, token, status, enforced, provider_key)
        values (gen_random_uuid(), $1, $2, 'x', 'proven', true, 'client:${crypto.randomUUID()}')`,
      clinic.owner.project,
      domain,
    )
    try {
      const once = await browser.follow(await browser.post('/account', formOf(again.text, 'end-acting')))
      expect(await now()).toBe('403 acting_ended_by_person')
      await browser.follow(await browser.post('/account', formOf(once.text, 'allow-acting')))
      expect(await now()).toBe('403 acting_ended_by_person')
    } finally {
      await run('delete from domains where domain = $1', domain)
    }
    for (const kind of ['acting.ended', 'acting.allowed']) {
      const [event] = await clinic.events(`subtype=${kind}&_count=1`)
      expect(event?.agent[0]?.who).toEqual({ reference: person.profile })
      expect(event?.entity?.[0]?.what).toEqual({ reference: `ClientApplication/${client.id}` })
    }
    must(await clinic.fhir(`ClientApplication/${client.id}`, { method: 'DELETE' }))
    expect((await browser.open('/account')).text).not.toContain('Front desk')
  })
})
