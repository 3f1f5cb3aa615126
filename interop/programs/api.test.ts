import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, type Clinic, startClinic } from '../src/clinic.ts'
import { freePort, type Program, placeApp, start } from '../src/program.ts'

let clinic: Clinic
let folder = ''
let api: Client
let app: Client
let other: Client
beforeAll(async () => {
  clinic = await startClinic()
  folder = placeApp('api', 'web-apps')
  api = await clinic.client({ name: 'Appointments', kind: 'server' })
  app = await clinic.client({ name: 'Nightly export', kind: 'server' })
  other = await clinic.client({ name: 'Somebody else’s', kind: 'server' })
})
afterAll(() => clinic?.close())

const tokenOf = ({ id, secret }: Client): Promise<string> =>
  clinic.world.actors.machineToken({ id, secret, basic: [id, secret] })

describe.each(['express', 'fastify'])('an API in %s', (framework) => {
  describe.each(['by-signature', 'by-introspection'])('that checks tokens %s', (check) => {
    let program: Program
    beforeAll(async () => {
      const port = await freePort()
      const env = {
        ISSUER: clinic.baseUrl,
        APP_IDS: `an-app-of-ours ${app.id}`,
        CLIENT_ID: api.id,
        CLIENT_SECRET: api.secret,
        CHECK: `./${check}.mjs`,
      }
      program = await start(process.execPath, [`${framework}.mjs`], { cwd: folder, port, env })
    })
    afterAll(() => program?.stop())

    const ask = async (
      authorization?: string,
    ): Promise<{ status: number; challenge: string | null; body: unknown }> => {
      const headers: Record<string, string> = authorization === undefined ? {} : { Authorization: authorization }
      const answer = await fetch(`${program.address}/appointments`, { headers })
      const challenge = answer.headers.get('www-authenticate')
      return { status: answer.status, challenge, body: await answer.json() }
    }

    test('answers who has one, and nobody else', async () => {
      const token = await tokenOf(app)
      expect(await ask(`Bearer ${token}`), program.output()).toMatchObject({
        status: 200,
        body: { app: app.id, person: app.id },
      })
      const error = { error: 'Sign in first.' }
      expect(await ask()).toEqual({ status: 401, challenge: 'Bearer', body: error })
      const refused = { status: 401, challenge: 'Bearer error="invalid_token"', body: error }
      const [head = '', claims = '', signature = ''] = token.split('.')
      const forged = Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt' })).toString('base64url')
      for (const wrong of [
        'x',
        `${head}.${claims}.${signature.split('').reverse().join('')}`,
        `${forged}.${claims}.`,
        await tokenOf(other),
      ])
        expect(await ask(`Bearer ${wrong}`)).toEqual(refused)
      expect((await ask(`Basic ${Buffer.from(`${app.id}:${app.secret}`).toString('base64')}`)).status).toBe(401)
    })

    test('knows of a revocation only if it asks', async () => {
      const token = await tokenOf(app)
      expect((await ask(`Bearer ${token}`)).status).toBe(200)
      await clinic.world.call('oauth2/revoke', { form: { token }, basic: [app.id, app.secret] })
      expect((await ask(`Bearer ${token}`)).status).toBe(check === 'by-introspection' ? 401 : 200)
    })
  })
})
