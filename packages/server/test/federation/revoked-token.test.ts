import { createHash } from 'node:crypto'
import { type Answer, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { claimsOf, must, verdict } from '../identity/steps.ts'
import { accessClaims, type BearerClinic, type Guest, startBearerClinic } from './bearer-clinic.ts'
import type { App } from './external.ts'

const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange'
const TYPE = 'urn:ietf:params:oauth:token-type:'
const PAGE = 'https://app.example.org'
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** The same token, its signature written otherwise: the last character of 256 bytes has four bits that say nothing. */
const respell = (token: string): string => `${token.slice(0, -1)}${ALPHABET[ALPHABET.indexOf(token.at(-1) ?? '') ^ 1]}`

describe.each(storesForWalks())('a provider’s token of which a sign-in was revoked here, on %s', (store) => {
  let clinic: BearerClinic
  let app: App
  beforeAll(async () => {
    clinic = await startBearerClinic({ store })
    app = await clinic.federated.app(
      clinic.desk,
      { emailDomain: ['clinic.example'], profileType: ['Practitioner'] },
      { allowedOrigin: [PAGE], grantType: ['authorization_code', 'refresh_token', GRANT] },
    )
  })
  afterAll(() => clinic.close())

  function exchange(token: string, type = 'access_token', more: object = {}): Promise<Answer> {
    const form = { grant_type: GRANT, client_id: app.id, subject_token: token, subject_token_type: `${TYPE}${type}` }
    return clinic.federated.world.call('oauth2/token', { form: { ...form, ...more }, headers: { Origin: PAGE } })
  }
  const loginOf = (exchanged: Answer): string => String(claimsOf(must(exchanged).body.access_token)['login_id'])
  const loginIn = (me: Answer): string => must(me).body.security.sessions[0].id
  async function revoke(loginId: string, guest: Guest): Promise<void> {
    must(await clinic.federated.world.call('auth/revoke', { json: { loginId }, token: await guest.token() }))
  }
  /** What comes of a request that must leave nothing behind but an event. */
  async function unchanged(work: () => Promise<Answer>): Promise<string> {
    const kept = (): Promise<unknown> =>
      Promise.all([
        clinic.federated.written(),
        clinic.sql('select * from external_bearers order by 1'),
        clinic.sql('select * from presented_tokens order by 1, 2'),
      ])
    const before = await kept()
    const answer = await work()
    expect(await kept()).toEqual(before)
    return `${verdict(answer)} ${answer.body.error_description ?? ''}`.trim()
  }

  test('gives no new one when it is exchanged, whatever it is called and however it is written', async () => {
    const ada = await clinic.person()
    const token = await ada.token()
    await revoke(loginIn(await clinic.ask(token)), ada)
    for (const [one, type] of [
      [token, 'access_token'],
      [token, 'jwt'],
      [respell(token), 'access_token'],
    ] as const)
      expect(await unchanged(() => exchange(one, type))).toMatch(/^400 invalid_request .*revoked.*new token/)
    const json = { clientId: app.id, externalAccessToken: token }
    const wire = () => clinic.federated.world.call('auth/exchange', { json, headers: { Origin: PAGE } })
    expect(await unchanged(wire)).toMatch(/^400 invalid_request .*revoked/)
    expect(await clinic.failures()).toContain('revoked_token')
    loginOf(await exchange(await ada.token()))
  })

  test('gives none either once its sign-in as Bearer was idle for too long', async () => {
    const ada = await clinic.person()
    const token = await ada.token()
    const id = loginIn(await clinic.ask(token))
    await clinic.sql("update logins set idle_seconds = 60, idle_from = now() - interval '2 minutes' where id = $1", id)
    expect(await unchanged(() => exchange(token))).toMatch(/^400 invalid_request/)
  })

  test('signed in by an exchange: is neither exchanged again nor taken as Bearer', async () => {
    const ada = await clinic.person()
    const [token, other] = [await ada.token(), await ada.token()]
    const [first, second] = [loginOf(await exchange(token)), loginOf(await exchange(token))]
    const bearer = await ada.token()
    const asBearer = loginIn(await clinic.ask(bearer))
    const exchanged = loginOf(await exchange(bearer))
    await revoke(first, ada)
    expect(await unchanged(() => exchange(token))).toMatch(/^400 invalid_request/)
    for (const one of [token, respell(token)]) expect(await unchanged(() => clinic.ask(one))).toBe('401 revoked_token')
    // The other sign-in by it is one of its own.
    expect(await clinic.sql('select revoked_at from logins where id = $1', second)).toEqual([{ revoked_at: null }])
    // A Bearer's own ends with another that was made of the same token.
    must(await clinic.ask(bearer))
    await revoke(exchanged, ada)
    for (const one of [bearer, respell(bearer)]) expect((await clinic.ask(one)).status).toBe(401)
    const [row] = await clinic.sql('select revoked_why from logins where id = $1', asBearer)
    expect(row).toEqual({ revoked_why: 'token_revoked' })
    loginOf(await exchange(other))
  })

  test('ends as Bearer with a sign-out at the app that exchanged it, of which the audit tells once', async () => {
    const ada = await clinic.person()
    const token = await ada.token()
    must(await clinic.ask(token))
    const { id_token: hint } = must(await exchange(token)).body
    const ended = (): Promise<readonly unknown[]> =>
      clinic.sql("select login_id from audit_events where kind = 'login.ended' order by at")
    const before = await ended()
    const visit = await clinic.federated.browser().open(`/oauth2/logout?id_token_hint=${hint}`)
    expect(visit.status).toBe(302)
    expect((await clinic.ask(token)).status).toBe(401)
    expect(await ended()).toHaveLength(before.length + 1)
  })

  test('is an id token, or came beside one', async () => {
    const ada = await clinic.person()
    const claims = accessClaims(clinic.desk, ada, { scope: undefined, client_id: undefined })
    const idToken = await clinic.desk.mint(claims)
    await revoke(loginOf(await exchange(idToken, 'id_token')), ada)
    for (const [one, type] of [
      [idToken, 'id_token'],
      [idToken, 'jwt'],
      [respell(idToken), 'id_token'],
    ] as const)
      expect(await unchanged(() => exchange(one, type))).toMatch(/^400 invalid_request/)
    const opaque = `opaque-${crypto.randomUUID()}`
    const atHash = createHash('sha256').update(opaque).digest().subarray(0, 16).toString('base64url')
    const beside = async (): Promise<string> =>
      clinic.desk.mint({ ...claims, jti: crypto.randomUUID(), at_hash: atHash })
    const first = await beside()
    await revoke(loginOf(await exchange(opaque, 'access_token', { id_token: first })), ada)
    expect(await unchanged(() => exchange(first, 'id_token'))).toMatch(/^400 invalid_request/)
    const second = await beside()
    expect(await unchanged(() => exchange(opaque, 'access_token', { id_token: second }))).toMatch(
      /^400 invalid_request/,
    )
    loginOf(await exchange(second, 'id_token'))
  })

  test('is of use after an exchange that came to nothing', async () => {
    const ada = await clinic.person()
    const token = await ada.token()
    const membership = { membership_id: crypto.randomUUID() }
    expect(verdict(await exchange(token, 'access_token', membership))).toBe('400 invalid_request')
    loginOf(await exchange(token))
  })

  test('is refused for as long as anybody could believe it', async () => {
    const ada = await clinic.person()
    const token = await ada.token({ exp: Math.floor(Date.now() / 1000) + 3_600 })
    const id = loginOf(await exchange(token, 'access_token', { scope: 'openid' }))
    await revoke(id, ada)
    const { upkeep } = clinic.federated.world.app
    await clinic.sql("update logins set expires_at = now() - interval '8 days' where id = $1", id)
    await upkeep.run()
    expect(await unchanged(() => exchange(token))).toMatch(/^400 invalid_request/)
    await clinic.sql("update presented_tokens set expires_at = now() - interval '8 days' where login_id = $1", id)
    await upkeep.run()
    expect(await clinic.sql('select 1 from presented_tokens where login_id = $1', id)).toEqual([])
    expect(await clinic.sql('select 1 from logins where id = $1', id)).toEqual([])
  })

  test('by a node of the release before, which kept the token alone, gives no new one', async () => {
    const ada = await clinic.person()
    const token = await ada.token()
    const id = loginIn(await clinic.ask(token))
    await clinic.sql('delete from presented_tokens where login_id = $1', id)
    await revoke(id, ada)
    expect(await unchanged(() => exchange(token))).toMatch(/^400 invalid_request/)
    expect(await unchanged(() => clinic.ask(respell(token)))).toBe('401 replayed_token')
  })

  test('and that was issued before a restore is exchanged no more than it is a Bearer', async () => {
    const ada = await clinic.person()
    await clinic.sql('update installation set restore_accepted_at = now()')
    try {
      const now = Math.floor(Date.now() / 1000)
      for (const iat of [now - 1, undefined])
        expect(await unchanged(async () => exchange(await ada.token({ iat })))).toMatch(
          /^400 invalid_request .*new token/,
        )
      loginOf(await exchange(await ada.token({ iat: now + 2 })))
    } finally {
      await clinic.sql('update installation set restore_accepted_at = null')
    }
  })
})
