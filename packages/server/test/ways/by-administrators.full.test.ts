/**
 * The ways to sign in at one node, while an administrator at another one shuts people out by the routes that there are for
 * it. `every-way.test.ts` writes what most of these routes write, for all people at once.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { hasPostgres, type Node } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { PROVIDER, tried } from '../federation/domain-clinic.ts'
import { PASSWORD } from '../identity/steps.ts'
import { createCookieBrowser } from '../signin/cookie-browser.ts'
import { driveWays, outcomeOf } from './drive.ts'
import { closures, methods, type Rule } from './rules.ts'
import { startWaysClinic, type WaysClinic } from './ways-clinic.ts'

/** After a second a node has heard of a change, or believes nothing that it remembers. */
const HEARD_MS = 1_000
const DOMAIN = 'enforced.org'

describe.runIf(hasPostgres())('an administrator at another node', () => {
  const zone = new Map<string, readonly string[]>()
  const people: string[] = []
  let clinic: WaysClinic
  let node: Node
  beforeAll(async () => {
    clinic = await startWaysClinic({
      store: 'postgres',
      readTxt: (name) => Promise.resolve(zone.get(name) ?? []),
    })
    node = await clinic.world.secondNode()
  })
  afterAll(() => clinic.close())

  /** The clinic as people meet it: at the second node. What administrators do stays at the first. */
  const there = (): WaysClinic => ({
    ...clinic,
    world: { ...clinic.world, app: node.app, call: node.call },
    newBrowser: () => createCookieBrowser(node.baseUrl, clinic.world.baseUrl),
    async person(email, fields) {
      people.push(email)
      return clinic.person(email, fields)
    },
  })
  const { about, biting, refused } = driveWays(there)
  /** Most changes by a route also end the sign-ins that are under way: those answer so. */
  const ENDED = ['login_revoked', 'ended_login', 'invalid_grant', 'no_provider']
  const heard = (rule: Rule, force: Pick<Rule, 'bite' | 'release'> = rule): Rule => ({
    ...rule,
    whys: [...rule.whys, ...ENDED],
    async bite() {
      await force.bite()
      await sleep(HEARD_MS)
    },
    async release() {
      await force.release()
      await sleep(HEARD_MS)
    },
  })
  const STAYS = { release: () => Promise.resolve() }
  const [accountOff, membershipOff] = [closures(there).user[0], closures(there).membership[0]]
  const domainRule = methods(there).find(({ domain, isOfServer }) => domain === DOMAIN && !isOfServer)
  if (accountOff === undefined || membershipOff === undefined || domainRule === undefined) throw new Error('no rules')

  /** Everybody who is a member by now, but the owner. */
  async function switchOff(): Promise<void> {
    const { ask, put, owner } = clinic
    let next = `admin/projects/${owner.project}/members?_count=100`
    while (next !== '') {
      const { body } = await ask(next)
      for (const { id, user, owner: isOwner, active } of body.members)
        if (user.reference.startsWith('User/') && !isOwner && active !== false)
          await put(`ProjectMembership/${id}`, { active: false })
      next = body.next === undefined ? '' : String(body.next).replace(clinic.world.baseUrl, '')
    }
  }

  /** By the owner of the address alone: they undo a change of it, which freezes the account. */
  async function freeze(email: string): Promise<void> {
    const browser = createCookieBrowser(clinic.world.baseUrl, clinic.world.baseUrl)
    const at = `/projects/${clinic.owner.project}/account`
    const page = await browser.open(at)
    const proven = { form: page.hidden('form'), email, password: PASSWORD }
    expect((await browser.post(`${at}/sign-in`, proven)).status).toBe(303)
    const press = async (fields: Record<string, string>): Promise<void> => {
      const form = (await browser.open(`${at}/email`)).hidden('form')
      expect((await browser.post(`${at}/email`, { form, ...fields })).status).toBe(303)
    }
    const other = `moved-${email}`
    await press({ do: 'ask', email: other })
    const found = async (to: string, pattern: RegExp): Promise<string> => {
      const text = (): string => clinic.world.inbox.to(to).findLast((mail) => pattern.test(mail.text))?.text ?? ''
      await vi.waitFor(() => expect(text()).not.toBe(''), { timeout: 10_000, interval: 5 })
      return pattern.exec(text())?.[0] ?? ''
    }
    await press({ do: 'confirm', code: await found(other, /\b\d{6}\b/) })
    const undo = new URL(await found(email, /http\S+undoemail\S+/)).pathname
    expect((await browser.post(undo, { do: 'undo' })).status).toBe(303)
  }

  /** The domain of the clinic is added, proven and enforced; its provider counts as tried. */
  async function enforce(enforced: boolean): Promise<void> {
    const { ask, owner, world, sql } = clinic
    const at = `admin/projects/${owner.project}/domain`
    if (zone.size === 0) {
      await sql('delete from domains where domain = $1', DOMAIN)
      const { id, record } = (await ask(at, { domain: DOMAIN, identityProvider: PROVIDER })).body
      zone.set(record.name, [record.value])
      zone.set('id', [id])
      await ask(`${at}/${id}/verify`, {})
      await tried(world, `domain:${id}`)
    }
    await ask(`${at}/${zone.get('id')?.[0]}/enforce`, { enforced })
  }

  const RULES: readonly (readonly [string, Rule])[] = [
    ['switches memberships off', heard(membershipOff, { bite: switchOff, ...STAYS })],
    ['enforces a domain', heard(domainRule, { bite: () => enforce(true), release: () => enforce(false) })],
    ...closures(there).app.map((rule) => ['switches the app off', heard(rule)] as const),
    ...closures(there).address.map((rule) => [`sets ${rule.name}`, heard(rule)] as const),
  ]

  describe.each(RULES)('%s', (_name, rule) => {
    const ways = about(rule, ['code', 'tokens', 'caller', 'kept'])
    const actOf = biting(rule, ways)
    test.each(ways)('and nobody gets in by %s', async (name, way) => {
      expect(outcomeOf(await refused(actOf(name), way), rule)).toBe('refused')
    })
  })

  describe('is not needed by who freezes their own account', () => {
    const DRIVEN =
      /^(POST \/auth\/login|POST \/signin|POST \/account\/sign-in|POST \/oauth2\/token, with a \w+( token)?)$/
    const rule = heard(accountOff, {
      async bite() {
        for (const email of people.splice(0)) await freeze(email)
      },
      ...STAYS,
    })
    beforeAll(() => void people.splice(0))
    const ways = about(rule, ['code', 'tokens', 'kept', 'account']).filter(([name]) => DRIVEN.test(name))
    const actOf = biting(rule, ways)
    test.each(ways)('and nobody gets in by %s', async (name, way) => {
      expect(outcomeOf(await refused(actOf(name), way), rule)).toBe('refused')
    })
    test('on each of these ways', () => expect(ways).toHaveLength(5))
  })
})
