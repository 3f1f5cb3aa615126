import { createLog } from '@damson/server'
import { type Answer, startWorld, storesForWalks, type World } from '@damson/testkit'
import { describe, expect, test } from 'vitest'
import { begin, freshEmail, makeClient, must, PASSWORD, redeem, refresh, register } from '../identity/steps.ts'
import { developerMode } from '../traces/tracing.ts'

const FAMILY = 'Umberto-Quintessenz'
const BIRTH = '1931-07-23'
const QUERY = 'quintessential-query'

describe.each(storesForWalks())('the log at its most talkative, on %s,', (store) => {
  test('knows no patient, no person, no secret and no query, whatever happens', async () => {
    const lines: string[] = []
    const log = createLog('debug', { write: (line: string) => void lines.push(line) })
    let isMailBroken = false
    const mails: { to: string; text: string }[] = []
    const mail = {
      send: (mailed: { to: string; text: string }) => {
        mails.push(mailed)
        return isMailBroken
          ? Promise.reject(new Error(`550 no mailbox ${mailed.to}: ${mailed.text}`))
          : Promise.resolve()
      },
    }
    const world: World = await startWorld({ store, log, mail })
    const secrets = new Set<string>([PASSWORD, FAMILY, BIRTH, QUERY, '127.0.0.1', 'quintessential agent'])
    const keep = (...values: readonly unknown[]): void => {
      for (const value of values) if (typeof value === 'string' && value.length > 5) secrets.add(value)
    }
    const headers = { 'User-Agent': 'quintessential agent' }

    const owner = await world.actors.owner()
    keep(owner.email, owner.password, owner.token, owner.refreshToken)
    must(await developerMode(world.call, owner))
    const begun = await begin(world.call, {
      email: owner.email,
      password: owner.password,
      scope: 'openid profile offline_access',
      nonce: 'a quintessential nonce',
    })
    keep(begun.handle, begun.code, begun.verifier, 'a quintessential nonce')
    const tokens = must(await redeem(world.call, begun)).body
    keep(tokens.access_token, tokens.refresh_token, tokens.id_token)
    await redeem(world.call, begun)
    await refresh(world.call, tokens.refresh_token)
    await begin(world.call, { email: owner.email, password: 'a quintessential wrong password' })
    keep('a quintessential wrong password')
    await world.call(`auth/login/${begun.handle}`, { headers })

    const machine = await world.actors.machine(owner, { extra: { basicAllowed: true } })
    keep(machine.secret)
    await world.call('oauth2/token', { form: { grant_type: 'client_credentials' }, basic: machine.basic, headers })
    await world.call('oauth2/token', {
      form: { grant_type: 'x', client_id: machine.id, client_secret: 'quintessential' },
    })
    await world.call('fhir/R4/Patient', { basic: [machine.id, 'a quintessential guess'] })
    keep('a quintessential guess')
    await makeClient(world.call, owner, { redirectUris: ['https://quintessential.example/callback'] })
    keep('quintessential.example')
    await world.call(`oauth2/authorize?client_id=x&state=${QUERY}&login_hint=${owner.email}`)
    await world.call('oauth2/introspect', { form: { token: tokens.access_token }, basic: machine.basic })
    await world.call('oauth2/revoke', { form: { token: tokens.access_token } })

    const email = freshEmail()
    keep(email)
    must(
      await world.call(`admin/projects/${owner.project}/invite`, {
        json: { resourceType: 'Patient', firstName: 'Ada', lastName: FAMILY, email },
        token: owner.token,
      }),
    )
    const [, id = '', secret = ''] = /auth\/setpassword\/(\S+)\/(\S+)/.exec(mails.at(-1)?.text ?? '') ?? []
    keep(secret)
    await world.call(`auth/setpassword/${id}/${secret}`)
    await world.call('auth/setpassword', { json: { id, secret, password: PASSWORD } })
    isMailBroken = true
    await world.call('auth/resetpassword', { json: { email: owner.email } })
    await register(world.call, { projectId: 'new', email, lastName: FAMILY })

    const patient = must(
      await world.call('fhir/R4/Patient', {
        json: {
          resourceType: 'Patient',
          name: [{ family: FAMILY }],
          birthDate: BIRTH,
          telecom: [{ system: 'email', value: email }],
        },
        token: owner.token,
        headers,
      }),
    ).body
    const asks: readonly (() => Promise<Answer>)[] = [
      () => world.call(`fhir/R4/Patient?name=${FAMILY}&birthdate=${BIRTH}&_tag=${QUERY}`, { token: owner.token }),
      () => world.call(`fhir/R4/Patient?${QUERY}=1`, { token: owner.token }),
      () => world.call(`fhir/R4/Patient/_search`, { form: { name: FAMILY }, token: owner.token }),
      () => world.call(`fhir/R4/${FAMILY}/${QUERY}`, { token: owner.token }),
      () => world.call(`fhir/R4/Patient/${patient.id}?access_token=${owner.token}`),
      () => world.call(`${FAMILY}/${QUERY}`),
      () => world.call('fhir/R4/Patient', { raw: `{"resourceType":"${FAMILY}`, token: owner.token }),
      () => world.call('fhir/R4/Patient', { json: { resourceType: 'Patient', birthDate: FAMILY }, token: owner.token }),
      () => world.call('fhir/R4/Patient/%00', { token: owner.token }),
      () => world.call('fhir/R4/%zz'),
    ]
    for (const ask of asks) await ask()

    // Faults of ours, which print the most.
    await world.store.db.query({ sql: 'alter table resources rename column content to was_content', params: [] })
    const fault = await world.call(`fhir/R4/Patient?name=${FAMILY}`, { token: owner.token })
    expect(fault.status).toBeGreaterThanOrEqual(500)
    const create = await world.call('fhir/R4/Patient', {
      json: { resourceType: 'Patient', name: [{ family: FAMILY }] },
      token: owner.token,
    })
    expect(create.status).toBeGreaterThanOrEqual(500)
    for (const text of [fault.text, create.text]) expect(text).not.toMatch(/column|SQLSTATE|was_content|\.ts:/)
    await world.store.db.query({ sql: 'alter table resources rename column was_content to content', params: [] })
    await world.app.upkeep.run()
    const written = async (table: string): Promise<string> => {
      const { rows } = await world.store.db.query({ sql: `select t::text as row from ${table} t`, params: [] })
      expect(rows.length, table).toBeGreaterThan(5)
      return rows.map(({ row }) => String(row)).join('')
    }
    // What is no credential may be in the audit: who reads it is to know it.
    const credentials = [...secrets].filter(
      (value) => ![FAMILY, BIRTH, QUERY, 'quintessential.example'].includes(value),
    )
    for (const text of [await written('audit_events'), await written('traces')])
      for (const value of credentials) expect(text, value).not.toContain(value)
    await world.close()

    // Stacks name this file as vitest loads it.
    const logged = lines.join('').replaceAll(/(logs\.test\.ts)\?vitest=\d+/g, '$1')
    expect(lines.length).toBeGreaterThan(20)
    expect(logged).toContain('request.failed')
    expect(logged).toContain('mail.failed')
    for (const value of secrets) expect(logged, value).not.toContain(value)
    for (const value of secrets) expect(logged, value).not.toContain(encodeURIComponent(value))
    expect(logged).not.toMatch(/eyJ[\w-]{10}|\?\w+=|Bearer |Basic |@example\.org/)
  })
})
