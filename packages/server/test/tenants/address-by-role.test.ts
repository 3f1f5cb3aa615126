import { type Answer, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshEmail, must, PASSWORD, verdict } from '../identity/steps.ts'
import { EVERYBODY, type Kind, type Office, type Person, startOffice } from './administrators.ts'

/** Who may ask for another address of whom, and who may move an account. */
describe.each(storesForWalks())('accounts are changed within one’s role on %s', (store) => {
  let office: Office
  let nurse: Person
  let helper: Person
  beforeAll(async () => {
    office = await startOffice({ store, shared: true })
    nurse = await office.member({ scope: 'project', accessPolicy: { reference: office.ward } })
    helper = await office.member({ scope: 'project', adminRole: 'help-desk' })
  })
  afterAll(() => office.world.close())

  const change = (by: Kind, { userId }: Person): Promise<Answer> =>
    office.fhir(by, 'POST', `User/${userId}/$update-email`, { email: freshEmail() })
  const MAY: Readonly<Partial<Record<Kind, string>>> = {
    owner: '200',
    'owner without charts': '200',
    'identity-administrator': '200',
  }

  test.each(EVERYBODY.map((kind) => [kind, MAY[kind] ?? '403'] as const))(
    '%s: a nurse’s address %s',
    async (by, expected) => {
      const answer = await change(by, nurse)
      // A limited administrator may do what their policy says.
      expect(by === 'limited' ? ['200', '403'] : [expected], answer.text).toContain(String(answer.status))
    },
  )

  test('an owner’s address is above every role but an owner’s', async () => {
    const owner = await office.member({ scope: 'project', admin: true, adminRole: 'owner' })
    expect(verdict(await change('identity-administrator', owner))).toBe('403 above_own_role')
    expect((await change('identity-administrator', helper)).status).toBe(200)
    expect((await change('owner', owner)).status).toBe(200)
  })

  test.each(EVERYBODY)(
    '%s: an invitation that nobody took up goes to a mailbox of theirs only as an owner',
    async (by) => {
      const [old, own] = [freshEmail(), freshEmail()]
      const invited = must(
        await office.invite({ email: old, scope: 'project', accessPolicy: { reference: office.unlisted } }),
      )
      const [at, link] = [invited.body.user.reference, office.world.inbox.link(old)]
      const answer = await office.fhir(by, 'POST', `${at}/$update-email`, { email: own })
      const isOwner = by.startsWith('owner')
      expect(answer.status, answer.text).toBe(isOwner ? 200 : 403)
      if (by === 'identity-administrator') expect(verdict(answer)).toBe('403 needs_owner')
      expect(office.world.inbox.to(own)).toHaveLength(isOwner ? 1 : 0)
      const opened = await office.world.call('auth/setpassword', { json: { ...link, password: PASSWORD } })
      expect(opened.status === 200).toBe(!isOwner)
    },
  )

  test('an account of the server, of another project, or of nobody is not there', async () => {
    for (const userId of [office.people.nurse.userId, '11111111-1111-4111-8111-111111111111', 'x'])
      expect((await change('owner', { ...nurse, userId })).status).toBe(404)
    const other = await office.world.actors.owner()
    const email = freshEmail()
    const at = `fhir/R4/User/${nurse.userId}/$update-email`
    expect((await office.world.call(at, { json: { email }, token: other.token })).status).toBe(404)
    expect(office.world.inbox.to(email)).toEqual([])
  })

  test.each(EVERYBODY)('%s of a project moves no account', async (by) => {
    const answer = await office.fhir(by, 'POST', `User/${nurse.userId}/$rescope`, { scope: 'server' })
    expect(verdict(answer)).toBe('403 needs_super_admin')
  })
})
