import type { Answer } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { claimsOf, must, reasonOf } from '../identity/steps.ts'
import type { Visit } from '../signin/cookie-browser.ts'
import { codeIn, driveWays, outcomeOf } from './drive.ts'
import { NEVER } from './other-routes.ts'
import { closures, demands, methods, type Rule } from './rules.ts'
import { routeOf } from './way.ts'
import { CALLBACK, startWaysClinic, type WaysClinic } from './ways-clinic.ts'

let clinic: WaysClinic
const here = (): WaysClinic => clinic
const { ways: WAYS, about, biting, refused } = driveWays(here)

beforeAll(async () => {
  clinic = await startWaysClinic()
})
afterAll(() => clinic.close())

/** What a node answers, one line a route. HEAD is its GET without a body; `/dev` is there in development alone. */
function routes(): readonly string[] {
  return clinic.world.app.routes
    .filter(({ method, url }) => method !== 'HEAD' && method !== 'OPTIONS' && !url.startsWith('/dev/'))
    .map(({ method, url }) => `${method} ${url}`)
}

const NO_RULE: Rule = {
  name: 'nothing',
  whys: [],
  texts: [],
  domain: 'example.org',
  isOfApp: true,
  refuses: [],
  isOfServer: false,
  isOfPerson: false,
  isKnownLate: false,
  bite: () => Promise.resolve(),
  release: () => Promise.resolve(),
}

describe('every route', () => {
  test('is a way to sign in that is driven below, or has a reason why it ends in no login', () => {
    const driven = WAYS.map(([way]) => routeOf(way))
    const others = Object.values(NEVER).flat()
    const known = [...driven, ...others]
    expect(routes().filter((route) => !known.includes(route))).toEqual([])
    expect(known.filter((route) => !routes().includes(route))).toEqual([])
    expect(others.filter((route, at) => others.indexOf(route) !== at)).toEqual([])
  })
})

describe('what the rules write for all people at once', () => {
  /** The columns and the resource that the rules of `rules.ts` write. */
  async function columnsOf(membership: string): Promise<Record<string, unknown> | undefined> {
    const [row] = await clinic.sql(
      `select m.mfa_required as demanded, m.active, u.mfa_required as "demandedOfUser",
        r.content::jsonb ->> 'adminRole' as role
      from memberships m join users u on u.id = m.user_id
        join resources r on r.project = m.project and r.type = 'ProjectMembership' and r.id = m.id::text
      where m.id = $1`,
      membership,
    )
    return row
  }

  test('is what an administrator writes for one', async () => {
    const { membership } = await clinic.person('rules-of-one@example.org')
    const plain = { demanded: false, active: true, demandedOfUser: false, role: null }
    expect(await columnsOf(membership)).toEqual(plain)
    for (const [fields, written] of [
      [{ mfaRequired: true }, { demanded: true }],
      [{ mfaRequired: undefined, adminRole: 'deployer' }, { role: 'deployer' }],
      [{ adminRole: undefined, active: false }, { active: false }],
      [{ active: true }, {}],
    ] as const) {
      await clinic.put(`ProjectMembership/${membership}`, fields)
      expect(await columnsOf(membership)).toEqual({ ...plain, ...written })
    }
    const demanded = await clinic.person('demanded-of-one@example.org', { mfaRequired: true })
    expect(await columnsOf(demanded.membership)).toMatchObject({ demandedOfUser: true })
  })
})

describe('where nothing is in the way', () => {
  const ways = WAYS.filter(([, { ends }]) => ends !== 'nothing')
  test.each(ways)('%s signs in', async (_way, { prepare, ends }) => {
    const answer = await (await prepare(NO_RULE))()
    if ('body' in answer) {
      must(answer)
      const { body } = answer
      const proof = { code: body.code, tokens: body.access_token, kept: body.access_token, caller: body.profile?.id }
      return expect(proof[ends as keyof typeof proof], answer.text).toBeTypeOf('string')
    }
    if (ends === 'account')
      return expect([answer.status, answer.location]).toEqual([answer.status === 302 ? 302 : 303, '/account'])
    if (answer.location === '') return expect([answer.status, answer.heading]).toEqual([200, 'Which role?'])
    expect(codeIn(answer)).not.toBeNull()
  })
})

describe.each(methods(here).map((rule) => [rule.name, rule] as const))('%s', (_name, rule) => {
  const ways = about(rule, ['code', 'tokens', 'caller', 'account', 'nothing'])
  const actOf = biting(rule, ways)
  test.each(ways)('is held to by %s', async (name, way) => {
    expect(outcomeOf(await refused(actOf(name), way), rule)).toBe('refused')
  })
})

const { user, membership, app, address } = closures(here)

describe.each(user.map((rule) => [rule.name, rule] as const))('%s', (_name, rule) => {
  const ways = about(rule, ['code', 'tokens', 'caller', 'kept', 'account'])
  const actOf = biting(rule, ways)
  test.each(ways)('opens nothing by %s', async (name, way) => {
    expect(outcomeOf(await refused(actOf(name), way), rule)).toBe('refused')
  })
})

describe.each(membership.map((rule) => [rule.name, rule] as const))('%s', (_name, rule) => {
  const ways = about(rule, ['code', 'tokens', 'caller', 'kept'])
  const actOf = biting(rule, ways)
  test.each(ways)('gives access to nothing by %s', async (name, way) => {
    expect(outcomeOf(await refused(actOf(name), way), rule)).toBe('refused')
  })
})

describe.each(app.map((rule) => [rule.name, rule] as const))('%s', (_name, rule) => {
  const ways = about(rule, ['code', 'tokens', 'kept'])
  const actOf = biting(rule, ways)
  test.each(ways)('signs nobody in by %s', async (name, way) => {
    expect(outcomeOf(await refused(actOf(name), way), rule)).toBe('refused')
  })
})

describe.each(address.map((rule) => [rule.name, rule] as const))('%s', (_name, rule) => {
  const ways = about(rule, ['code', 'tokens', 'caller', 'kept'])
  const actOf = biting(rule, ways)
  test.each(ways)('shut somebody out by %s', async (name, way) => {
    expect(outcomeOf(await refused(actOf(name), way), rule)).toBe('refused')
  })
})

describe.each(demands(here).map((rule) => [rule.name, rule] as const))(
  'a second factor that %s demands',
  (_name, rule) => {
    const ways = about(rule, ['code', 'tokens', 'caller']).filter(([, { isFactor }]) => isFactor !== true)
    const kept = about(rule, ['kept'])
    // A page for all memberships, or a step after the first one, names no app: the sign-in does.
    const actOf = biting(rule, [...ways, ...kept], (name) => ({
      ...rule,
      isOfApp: rule.isOfApp || name.includes('/signin'),
    }))
    test.each(ways)('is asked for before %s ends in a login', async (name, way) => {
      const answer = await refused(actOf(name), way)
      if (!('body' in answer)) return expectEnrolment(answer, name)
      if (answer.body?.mfaEnrollRequired === true) return expect(answer.body.allowedMfaMethods).toEqual(['totp'])
      // Other projects use this account, so the provider of one sets up nothing of it.
      const left = ['factor_required', 'enroll_at_account', 'invalid_request', 'proof_needed']
      expect(left, answer.text).toContain(reasonOf(answer) ?? answer.body?.error)
      if (way.proof === 'external' && !name.endsWith('google')) expect(answer.text).toContain('/oauth2/authorize')
    })

    test.each(kept)('raises no level of somebody who signed in before, by %s', async (name) => {
      const { body } = must((await actOf(name)()) as Answer)
      expect(claimsOf(body.access_token)['acr'] ?? 'http://idmanagement.gov/ns/assurance/aal/1').toMatch(/aal\/1$/)
      // The API asks for more by now (RFC 9470).
      const { status } = await clinic.world.call('fhir/R4/Patient', { token: body.access_token })
      expect(status).toBe(401)
    })
  },
)

/** Pages that ask for a second factor: to set one up, to confirm with a passkey, or to prove anew what would do. */
const ASKING = [
  'Protect your account',
  'Protect your account first',
  'Confirm with your passkey',
  'Sign in another way',
]

/** Such a page; the role is chosen first. */
function expectEnrolment({ location, heading }: Visit, way: string): void {
  if (location.startsWith(CALLBACK))
    return expect(new URL(location).searchParams.get('error'), way).toBe('interaction_required')
  const shown = way === 'GET /signin/:flow' ? ['Which role?'] : ASKING
  expect(shown, way).toContain(heading)
}
