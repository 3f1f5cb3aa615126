/** OWASP ASVS 5.0 V6.1 and V7.1: what the guides must say, and that the server does what they say. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { isRefused } from '../expect.ts'
import { userinfo } from '../flow.ts'
import { fromAddress } from '../http.ts'
import { type Check, type Requirement, rowsOf } from '../requirement.ts'
import { newPerson } from '../server/damson.ts'
import type { Damson } from '../server/server.ts'

const rows = rowsOf('OWASP ASVS 5.0', 'asvs')

const must = (section: string, name: string, says: string, check: Check<Damson>): Requirement =>
  rows.mustHere(section, name, says, 'not part of OAuth: its deployer decides how people sign in', check)

/** A guide's text, in one line. */
const guide = (name: string): string =>
  readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8').replaceAll(/\s+/g, ' ')

export const documentedRows = [
  must(
    '6.1.1',
    'limits-told',
    'The guide names the limit of failed sign-ins, and whom it locks out: nobody.',
    async (at) => {
      const text = guide('security.md')
      const most = Number(/\| failed sign-ins \| account \| (\d+) \|/.exec(text)?.[1])
      assert.match(text, /neither a noisy neighbour nor a stranger can lock people out/)
      const { email } = await at.newOwner()
      const guess = (n: number): Promise<number> =>
        fromAddress(`127.9.61.${n + 1}`, async () => (await at.passwordAnswer({ ...newPerson(), email })).status)
      for (let n = 0; n < most; n += 1) assert.equal(await guess(n), 400)
      assert.equal(await guess(most), 429)
    },
  ),
  must('6.1.2', 'words-told', 'The guide says which words of person and place no password is made of.', async (at) => {
    assert.match(guide('security.md'), /made of the person's name and address or of the project's name/)
    const person = newPerson()
    for (const password of ['Ada Lovelace 2026', person.email]) isRefused(await at.register({ ...person, password }))
  }),
  must('6.1.3', 'ways-told', 'The guide lists every way to sign in, and how strong each is.', (at) => {
    const text = guide('authentication-patterns.md')
    for (const acr of at.metadata.acr_values_supported as readonly string[]) assert.ok(text.includes(`\`${acr}\``), acr)
    const grants = at.metadata.grant_types_supported as readonly string[]
    for (const grant of grants) {
      const name = grant.split(':').at(-1) ?? ''
      assert.match(text, new RegExp(name.replaceAll(/[_-]/g, '[ _-]'), 'i'), grant)
    }
    assert.match(
      text,
      /Whichever way a person signs in, Damson asks for each \[required factor\]\(factors\.md#demand-a-second-factor\)/,
    )
  }),
  must('7.1.1', 'times-told', 'The guide says when a sign-in ends, and so does it.', async (at) => {
    const text = guide('users.md')
    const [, idle, overall] = /\| staff \| (\d+) minutes \|[^|]*\| (\d+) hours \|/.exec(text) ?? []
    const { access } = await at.passwordTokens(await at.newMember(), 'openid')
    const { json } = await at.api('auth/session', { bearer: access })
    const until = (name: string): number => (Date.parse(String(json[name])) - Date.parse(String(json['now']))) / 60_000
    assert.equal(Math.round(until('idleUntil')), Number(idle))
    assert.ok(Math.abs(until('endsAt') - Number(overall) * 60) < 5)
  }),
  must(
    '7.1.2',
    'number-told',
    'The guide says how many sign-ins a person may have at once: as many as they like.',
    async (at) => {
      assert.match(guide('users.md'), /A person can be signed in with any number of browsers and apps at once/)
      const person = await at.newMember()
      const all: string[] = []
      for (let n = 0; n < 6; n += 1) all.push((await at.passwordTokens(person)).access)
      for (const access of all) assert.equal((await userinfo(at, access)).status, 200)
      const { json } = await at.api('auth/me', { bearer: all[0] ?? '' })
      const { sessions } = json['security'] as { readonly sessions: readonly unknown[] }
      assert.ok(sessions.length >= all.length)
    },
  ),
  must(
    '7.1.3',
    'federation-told',
    'The guides say whose sign-ins end with which, between apps, Damson and providers.',
    (at) => {
      assert.match(guide('identity-providers.md'), /The person stays signed in at the provider/)
      const text = guide('clients.md')
      assert.match(text, /Damson posts a signed `logout_token` to `backChannelLogoutUri`/)
      assert.equal(at.metadata.backchannel_logout_supported, true)
      assert.match(guide('users.md'), /Apps with `offline_access` continue after the sign-in ends/)
    },
  ),
]
