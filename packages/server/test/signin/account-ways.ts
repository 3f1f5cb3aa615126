import type { WayBench, Ways } from './way-bench.ts'

/** To the other pages of one’s own account, and out of it. */
export function accountWays(bench: WayBench): Ways {
  const { hosted, firstParty, member, open, signIn, expectBack, byMail, ownPage, askedChange, letter } = bench
  let moved = 0
  return {
    'account-sign-in': ['signin.heading', (page) => open(page, 'account')],
    'account-no-email': [
      'signin.heading',
      async (page) => {
        await open(page, 'account')
        await page.send({})
      },
    ],
    'account-wrong-password': [
      'signin.password.heading',
      async (page) => {
        await open(page, 'account')
        await page.send({ email: 'nobody@example.org' })
        await page.send({ password: 'a wrong password that is long' })
      },
    ],
    again: [
      'account.again.heading',
      async (page) => {
        await signIn(page, firstParty, member)
        expectBack(page)
        await hosted.travel(16 * 60_000)
        await page.open(`${hosted.issuer}account`)
        await page.send({}, '#end-0')
      },
    ],
    'my-password': [
      'account.password.change',
      async (page) => {
        await signIn(page, firstParty, member)
        expectBack(page)
        await page.open(`${hosted.issuer}account/password`)
      },
    ],
    'my-email': ['account.email.change', (page) => ownPage(page, 'email')],
    'my-email-code': [
      'account.email.change',
      async (page) => {
        await ownPage(page, 'email')
        await page.send({ email: 'new-address@example.org' })
      },
    ],
    'my-email-fault': [
      'account.email.change',
      async (page) => {
        await ownPage(page, 'email')
        await page.send({ email: 'no address' })
      },
    ],
    'undo-email': [
      'link.undoemail.heading',
      async (page) => {
        const person = await ownPage(page, 'email')
        const email = `moved-${(moved += 1)}@example.org`
        await page.send({ email })
        const code = async (): Promise<string> => /\b\d{6}\b/.exec((await letter(email, /confirms/)) ?? '')?.[0] ?? ''
        await page.send({ code: await code() })
        await page.open(/http\S+undoemail\S+/.exec((await letter(person.email, /was changed/)) ?? '')?.[0] ?? '')
      },
    ],
    'my-data': ['account.data', (page) => ownPage(page, 'data')],
    'my-data-due': [
      'account.data',
      async (page) => {
        const person = await ownPage(page, 'data')
        await page.send({}, 'button[value=delete]')
        await signIn(page, firstParty, person)
        await page.open(`${hosted.issuer}account/data`)
      },
    ],
    'machines-changes': ['account.changes', (page) => askedChange(page)],
    'machines-change': [
      'account.changes.question',
      async (page) => {
        await page.open(`${hosted.issuer}account/changes?change=${await askedChange(page)}`)
      },
    ],
    'mail-pow': [
      'signin.pow.heading',
      async (page) => {
        await hosted.set({ name: 'emailSignIn', valueString: 'Patient' }, { name: 'botCheck', valueString: 'pow' })
        await byMail(page)
        await hosted.set({ name: 'emailSignIn', valueString: 'Patient' })
      },
    ],
    'my-record': [
      'account.record',
      async (page) => {
        const person = await hosted.member('Patient')
        const { project, token } = hosted.clinic
        const at = `fhir/R4/Project/${project}`
        const { body } = await hosted.world.call(at, { token })
        const others = (body.setting ?? []).filter(({ name }: { name: string }) => name !== 'recordAccess')
        const setting = [...others, { name: 'recordAccess', valueString: 'names' }]
        await hosted.world.call(at, { method: 'PUT', json: { ...body, setting }, token })
        await hosted.world.call('fhir/R4/Patient?_count=50', { token })
        await signIn(page, firstParty, person)
        expectBack(page)
        await page.open(`${hosted.issuer}account/record`)
      },
    ],
    'my-account': [
      'account.heading',
      async (page) => {
        await signIn(page, firstParty, member)
        expectBack(page)
        await page.open(`${hosted.issuer}account`)
      },
    ],
    'my-roles': [
      'account.heading',
      async (page) => {
        const person = await hosted.member('Practitioner', 'Patient')
        await signIn(page, firstParty, person)
        await page.send({}, 'button[name=membership]')
        expectBack(page)
        await page.open(`${hosted.issuer}account`)
      },
    ],
    'my-invitations': [
      'account.heading',
      async (page) => {
        const person = await hosted.member('Patient')
        await hosted.invite(person.email, { resourceType: 'Practitioner', forceNewMembership: true })
        await signIn(page, firstParty, person)
        expectBack(page)
        await page.open(`${hosted.issuer}account`)
      },
    ],
    'sign-out': [
      'signout.confirm.heading',
      async (page) => {
        await signIn(page, firstParty, member)
        expectBack(page)
        await page.open(`${hosted.issuer}oauth2/logout`)
      },
    ],
    'signed-out': [
      'signout.done.heading',
      async (page) => {
        await signIn(page, firstParty, member)
        expectBack(page)
        await page.open(`${hosted.issuer}oauth2/logout`)
        await page.send({})
      },
    ],
    'nobody-to-sign-out': ['signout.nobody.heading', (page) => open(page, 'oauth2/logout')],
  }
}
