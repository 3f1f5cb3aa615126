import type { WayBench, Ways } from './way-bench.ts'

/** To the pages of second factors, in a sign-in and on the account page. */
export function factorWays(bench: WayBench): Ways {
  const { hosted, firstParty, member, signIn, must, enroll, answered, numberTyped } = bench
  return {
    enroll: ['enroll.heading', async (page) => signIn(page, firstParty, await must())],
    'enroll-fault': [
      'enroll.heading',
      async (page) => {
        await signIn(page, firstParty, await must())
        await page.send({ code: '000000' })
      },
    ],
    number: [
      'number.heading',
      async (page) => {
        await signIn(page, firstParty, await must())
        await page.send({}, 'a[href*="way=number"]')
      },
    ],
    'number-fault': [
      'number.heading',
      async (page) => {
        await signIn(page, firstParty, await must())
        await page.send({}, 'a[href*="way=number"]')
        await page.send({ number: '110' })
      },
    ],
    'number-code': ['factor.heading', (page) => numberTyped(page)],
    'factor-text': [
      'factor.heading',
      async (page) => {
        const { person, code } = await numberTyped(page)
        await page.send({ code })
        await signIn(page, firstParty, person, { prompt: 'login' })
      },
    ],
    'my-number': [
      'factors.heading',
      async (page) => {
        const { code } = await numberTyped(page)
        await page.send({ code })
        await page.open(`${hosted.issuer}account/factors`)
      },
    ],
    'add-number': [
      'number.heading',
      async (page) => {
        await signIn(page, firstParty, member)
        await page.open(`${hosted.issuer}account/factors/number`)
      },
    ],
    'recovery-codes': ['recovery.heading', (page) => enroll(page)],
    factor: ['factor.heading', (page) => answered(page)],
    'factor-fault': [
      'factor.heading',
      async (page) => {
        await answered(page)
        await page.send({ code: '000000' })
      },
    ],
    'factor-recovery': [
      'factor.recovery.heading',
      async (page) => {
        await answered(page)
        await page.send({}, 'a[href*="way=recovery"]')
      },
    ],
    'factor-passkey': [
      'factor.passkey.heading',
      async (page) => {
        const person = await must()
        const sql = `insert into passkeys (id, user_id, credential_id, public_key, counter, transports,
            backup_eligible, backed_up, aaguid, name, created_at)
          select gen_random_uuid(), id, $2, 'AA', 0, '{internal}', true, true, gen_random_uuid(), 'Phone', now()
          from users where email = $1`
        await hosted.world.store.db.query({
          sql,
          params: [person.email, Buffer.from(person.email).toString('base64url')],
        })
        await signIn(page, firstParty, person)
      },
    ],
    'factor-of-account': [
      'factor.heading',
      async (page) => {
        await answered(page)
        await page.open(`${hosted.issuer}account`)
      },
    ],
    'my-factors': [
      'factors.heading',
      async (page) => {
        await enroll(page)
        await page.open(`${hosted.issuer}account/factors`)
      },
    ],
    'my-browsers': [
      'factors.heading',
      async (page) => {
        const { email } = await enroll(page)
        const sql = `insert into remembered_browsers (id, user_id, project, browser_hash, browser, system, created_at, expires_at)
          select gen_random_uuid(), id, project, 'x', 'Firefox', 'Linux', now(), now() + interval '30 days' from users
          where email = $1`
        await hosted.world.store.db.query({ sql, params: [email] })
        await page.open(`${hosted.issuer}account/factors`)
      },
    ],
    'no-factors': [
      'factors.heading',
      async (page) => {
        await signIn(page, firstParty, member)
        await page.open(`${hosted.issuer}account/factors`)
      },
    ],
    'add-factor': [
      'factors.add',
      async (page) => {
        await signIn(page, firstParty, member)
        await page.open(`${hosted.issuer}account/factors/add`)
      },
    ],
    'my-recovery-codes': [
      'recovery.heading',
      async (page) => {
        await enroll(page)
        await page.open(`${hosted.issuer}account/factors`)
        await page.send({}, 'button[value=codes]')
      },
    ],
    'new-password': [
      'weak.heading',
      async (page) => {
        const person = await hosted.member('Practitioner')
        const sql = 'update users set password_listed_at = now() where email = $1'
        await hosted.world.store.db.query({ sql, params: [person.email] })
        await signIn(page, firstParty, person)
        const text = hosted.world.inbox.to(person.email).at(-1)?.text ?? ''
        await page.send({ code: /\b\d{6}\b/.exec(text)?.[0] ?? '' })
      },
    ],
  }
}
