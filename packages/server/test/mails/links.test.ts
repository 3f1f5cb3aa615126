/** Every link of every e-mail, in another browser, by a scanner, twice, and late: each ends on a page that helps. */
import { storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TEMPLATES } from '../../src/domain/mails/templates.ts'
import { freshEmail, must, PASSWORD } from '../identity/steps.ts'
import type { CookieBrowser, Visit } from '../signin/cookie-browser.ts'
import { type Hosted, type HostedApp, startHosted } from '../signin/hosted.ts'

const DAY = 86_400_000
const DEAD = { status: 404, heading: 'This link does not work' }

describe.each(storesForWalks())('the links of e-mails on %s', (store) => {
  let hosted: Hosted
  let app: HostedApp
  beforeAll(async () => {
    hosted = await startHosted({ store })
    app = await hosted.app()
  })
  afterAll(() => hosted.world.close())

  const admin = (method: string, path: string, json?: object) =>
    hosted.world.call(`admin/projects/${hosted.clinic.project}/${path}`, { method, json, token: hosted.clinic.token })
  const linksIn = (mail = ''): readonly string[] => [...mail.matchAll(/https?:\/\/[^\s"<]+/g)].map(([url]) => url)
  const pathOf = (url = ''): string => new URL(url).pathname
  const newest = (email: string, subject: RegExp) =>
    hosted.world.inbox.to(email).findLast((mail) => subject.test(mail.subject))?.text ?? ''
  /** A page for people: with a heading, and a way on. */
  const helps = async (browser: CookieBrowser, url: string): Promise<void> => {
    let page = await browser.open(pathOf(url))
    for (let hops = 0; page.status === 303 && hops < 3; hops += 1) page = await browser.follow(page)
    expect([200, 404], url).toContain(page.status)
    expect(page.heading, url).not.toBe('')
    expect(page.heading, url).not.toMatch(/not found|no such/i)
    if (page.status === 404)
      expect(page.text, url).toMatch(/href="\/(signin\/(forgot|recover)|account(\/activation)?)"/)
  }

  test.each(Object.keys(TEMPLATES))(
    'of %s lead to pages, in any language, also in a browser that was never here',
    async (email) => {
      for (const language of ['en', 'es', 'ar']) {
        const { body } = must(await admin('POST', 'email-texts/preview', { email, language }))
        const inText = new Set(linksIn(body.text))
        const hrefs = new Set([...(body.html as string).matchAll(/href="([^"]+)"/g)].map(([, url = '']) => url))
        expect(hrefs).toEqual(inText)
        if (language === 'en') for (const url of hrefs) await helps(hosted.browser(), url)
      }
    },
  )

  async function invited(): Promise<{
    readonly id: string
    readonly email: string
    readonly accept: string
    readonly notMe: string
  }> {
    const email = freshEmail()
    const fields = { resourceType: 'Practitioner', firstName: 'Nia', lastName: 'Moss', email }
    const { id } = must(await admin('POST', 'invite', fields)).body
    const [accept = '', notMe = '', ...more] = linksIn(newest(email, /^Invitation/))
    expect(more).toEqual([])
    return { id, email, accept: pathOf(accept), notMe: pathOf(notMe) }
  }
  async function reset(email: string): Promise<{ readonly accept: string; readonly notMe: string }> {
    must(await hosted.world.call('auth/resetpassword', { json: { email, projectId: hosted.clinic.project } }))
    const [accept = '', notMe = ''] = linksIn(newest(email, /^Choose a new password/))
    return { accept: pathOf(accept), notMe: pathOf(notMe) }
  }

  test('a sign-in page is previewed with a draft of its looks, and what could not be saved is refused', async () => {
    const ask = (signInForm: object, more: object = {}) =>
      admin('POST', 'page-preview', { page: 'password', language: 'ar', signInForm, ...more })
    const notice = '<script>alert(1)</script> & "quotes"'
    const { body } = must(await ask({ color: '#0b5d4a', notice }, { name: '<b>Clinic</b>' }))
    expect(body.html).toContain('dir="rtl"')
    expect(body.html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(body.html).toContain('&lt;b&gt;Clinic&lt;/b&gt;')
    expect(body.html).not.toContain('<script>')
    expect(body.sheet).toContain('--accent:#0b5d4a')
    const pale = await ask({ color: '#ffcc00' })
    expect([pale.status, pale.body.issue[0].details.text]).toEqual([400, expect.stringContaining('nearest')])
    expect((await ask({ logo: { url: 'https://elsewhere.example/logo.png' } })).status).toBe(400)
  })

  test.each([
    ['email', 'Sign in', /name="email"/],
    ['password', 'Enter your password', /name="password"/],
    ['factor', 'Enter your code', /name="code"/],
    ['mail', 'Enter your code', /ada@example\.org/],
    ['consent', 'access?', /name="scope" value="patient\/Observation\.rs" checked/],
    ['register', 'Create your account', /name="first"/],
    ['error', 'This link does not work', /class="lead"/],
  ])('the page %s is previewed as its own code makes it, and leads nowhere', async (page, heading, shown) => {
    const { body } = must(await admin('POST', 'page-preview', { page, language: 'en', name: 'Draft Clinic' }))
    expect(/<h1>(.*?)<\/h1>/s.exec(body.html)?.[1]).toContain(heading)
    expect(body.html).toMatch(shown)
    expect(body.html).toContain('Draft Clinic')
    expect(body.html).not.toMatch(/ action=| formaction=|<a\b[^>]* href="(?!#")|<script/)
  })

  test('an invitation says who invites whom to which clinic, and until when', async () => {
    const { email } = await invited()
    const text = newest(email, /^Invitation to Riverside Clinic/)
    expect(text).toMatch(/^Hello Nia,\n\n\S+ \S+ invites you to use Riverside Clinic online\./)
    expect(text).toMatch(/works once, until \d+ \w+ \d{4} at \d\d:\d\d UTC/)
  })

  test('a mail scanner that opens and submits nothing uses up neither link of an invitation', async () => {
    const { accept, notMe } = await invited()
    for (const path of [accept, notMe, accept, notMe]) expect((await hosted.browser().open(path)).status).toBe(200)
    expect((await hosted.browser().post(accept, { password: PASSWORD })).status).toBe(303)
    // Twice: both are dead, and say what to do.
    for (const path of [accept, notMe]) {
      const dead = await hosted.browser().open(path)
      expect(dead).toMatchObject(DEAD)
      expect(dead.text).toContain('href="/signin/forgot"')
      expect(await hosted.browser().post(path, { password: PASSWORD, do: 'end' })).toMatchObject(DEAD)
    }
  })

  test.each(['an invitation', 'a reset'])(
    '“this was not me” ends the link of %s, once, and the project sees it',
    async (of) => {
      const first = await invited()
      if (of === 'a reset') expect((await hosted.browser().post(first.accept, { password: PASSWORD })).status).toBe(303)
      const { accept, notMe } = of === 'a reset' ? await reset(first.email) : first
      const browser = hosted.browser()
      expect(await browser.open(notMe)).toMatchObject({ status: 200, heading: 'Not for you?' })
      const ended = await browser.post(notMe, { do: 'end' })
      expect(ended.status).toBe(303)
      expect(await browser.follow(ended)).toMatchObject({ status: 200, heading: 'The link no longer works' })
      expect(await hosted.browser().open(accept)).toMatchObject(DEAD)
      expect(await hosted.browser().post(accept, { password: PASSWORD })).toMatchObject(DEAD)
      expect(await hosted.browser().post(notMe, { do: 'end' })).toMatchObject(DEAD)
      if (of === 'a reset') {
        const sent = await hosted.signIn(hosted.browser(), app, { email: first.email, password: PASSWORD })
        expect(sent.status).toBe(303)
        return
      }
      const audit = await hosted.world.call('fhir/R4/AuditEvent?subtype=link.declined', { token: hosted.clinic.token })
      expect(JSON.stringify(audit.body)).toContain('ProjectMembership/')
      // The administrator sends another one, which works.
      must(await admin('POST', `members/${first.id}/invitation`, {}))
      const [again = ''] = linksIn(newest(first.email, /^Invitation/))
      expect((await hosted.browser().post(pathOf(again), { password: PASSWORD })).status).toBe(303)
    },
  )

  test('a foreign page cannot end a link, nor can a wrong secret', async () => {
    const { accept, notMe } = await invited()
    const sent = await fetch(new URL(notMe, hosted.world.baseUrl), {
      method: 'POST',
      headers: { Origin: 'https://evil.example', 'Content-Type': 'application/x-www-form-urlencoded' },
      body: 'do=end',
      redirect: 'manual',
    })
    expect(sent.status).toBe(403)
    expect(await hosted.browser().post(`${notMe}x`, { do: 'end' })).toMatchObject(DEAD)
    expect((await hosted.browser().open(accept)).status).toBe(200)
  })

  describe('of other e-mails', () => {
    interface Acting {
      readonly path: string
      /** What its page sends. */
      readonly form: Record<string, string>
    }
    /** The path of a link in the newest e-mail that has one. */
    const mailed = async (email: string, pattern: RegExp): Promise<string> => {
      const found = (): string | undefined =>
        hosted.world.inbox
          .to(email)
          .flatMap(({ text }) => linksIn(text))
          .findLast((url) => pattern.test(url))
      await expect.poll(found, { timeout: 10_000 }).toBeDefined()
      return pathOf(found())
    }
    const registered = async (): Promise<{ readonly email: string; readonly password: string }> =>
      hosted.register(freshEmail())
    /** Somebody with a second factor, who has asked for the link that recovers the account. */
    const recovering = async (): Promise<{ readonly email: string; readonly path: string }> => {
      const { email } = await hosted.member('Patient')
      const sql = `insert into factors (id, user_id, kind, name, created_at, confirmed_at)
        select gen_random_uuid(), id, 'email', '', now(), now() from users where email = $1`
      await hosted.world.store.db.query({ sql, params: [email] })
      await hosted.browser().post(`/signin/recover?${app.query()}`, { email })
      return { email, path: await mailed(email, /recovery\/start/) }
    }
    const ACTING: Readonly<Record<string, () => Promise<Acting>>> = {
      'that confirms an address': async () => {
        const { email, password } = await registered()
        return { path: await mailed(email, /verifyemail/), form: { password } }
      },
      'that says of a confirmation that this was not me': async () => ({
        path: await mailed((await registered()).email, /notme/),
        form: { do: 'end' },
      }),
      'that undoes a change of the address': async () => {
        const [person, browser, email] = [await hosted.member('Patient'), hosted.browser(), freshEmail()]
        await hosted.signIn(browser, app, person)
        const press = async (fields: Record<string, string>): Promise<void> => {
          const form = (await browser.open('/account/email')).hidden('form')
          expect((await browser.post('/account/email', { form, ...fields })).status).toBe(303)
        }
        await press({ do: 'ask', email })
        await expect.poll(() => newest(email, /confirms your new/), { timeout: 10_000 }).not.toBe('')
        const code = /\b\d{6}\b/.exec(newest(email, /confirms your new/))?.[0] ?? ''
        await press({ do: 'confirm', code })
        return { path: await mailed(person.email, /undoemail/), form: { do: 'undo' } }
      },
      'that recovers an account': async () => ({ path: (await recovering()).path, form: {} }),
      'that stops a recovery': async () => {
        const { email, path } = await recovering()
        expect((await hosted.browser().post(path, {})).status).toBe(303)
        return { path: await mailed(email, /recovery\/stop/), form: {} }
      },
    }
    const isDead = async ({ path, form }: Acting): Promise<void> => {
      const browser = hosted.browser()
      for (const page of [await browser.open(path), await browser.post(path, form)]) {
        expect([path, page.status]).toEqual([path, 404])
        expect(page.text).toMatch(/href="\/signin\/(forgot|recover)"/)
      }
    }

    /** What a page links to, such as “Cancel”, is a page that is there. */
    const linksLeadOn = async (browser: CookieBrowser, page: Visit): Promise<void> => {
      expect(page.status).toBe(200)
      for (const [, href = ''] of page.text.matchAll(/<a [^>]*href="([^"]+)"/g)) {
        const next = await browser.follow(await browser.open(href.replaceAll('&amp;', '&')))
        expect([href, next.status, next.heading]).toEqual([href, 200, expect.stringMatching(/./)])
      }
    }

    test.each(Object.entries(ACTING))(
      'the link %s is used up by its button alone, in any browser, and once',
      async (_, make) => {
        const link = await make()
        // A mail scanner opens it, as often as it likes, and all that its page links to.
        for (let looks = 0; looks < 3; looks += 1)
          await linksLeadOn(hosted.browser(), await hosted.browser().open(link.path))
        const browser = hosted.browser()
        await linksLeadOn(browser, await browser.open(link.path))
        const used = await browser.post(link.path, link.form)
        expect(used.status, used.text).toBe(303)
        const shown = await browser.follow(used)
        expect(shown.heading).toMatch(/./)
        await linksLeadOn(browser, shown)
        await isDead(link)
      },
    )

    test('late, each of them is dead, and its page leads on', async () => {
      const links: Acting[] = []
      for (const make of Object.values(ACTING)) links.push(await make())
      expect(links).toHaveLength(5)
      await hosted.travel(15 * DAY)
      for (const link of links) await isDead(link)
    })
  })

  test('late, each link is dead, and its page says what to do', async () => {
    const { email, accept, notMe } = await invited()
    expect((await hosted.browser().post(accept, { password: PASSWORD })).status).toBe(303)
    const ofReset = await reset(email)
    const second = await invited()
    await hosted.travel(8 * DAY)
    for (const path of [ofReset.accept, ofReset.notMe, second.accept, second.notMe, accept, notMe]) {
      const page = await hosted.browser().open(path)
      expect(page).toMatchObject(DEAD)
      expect(page.text).toContain('href="/signin/forgot"')
    }
  })
})
