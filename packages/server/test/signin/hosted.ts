import { randomBytes } from 'node:crypto'
import { type Answer, pkce, proveAsIf, startWorld, type World, type WorldOptions } from '@damson/testkit'
import { type CookieBrowser, createCookieBrowser, type Visit } from './cookie-browser.ts'

export const CALLBACK = 'https://diary.example/callback'

/** A person with a password. */
export interface Person {
  readonly email: string
  readonly password: string
}

/** A client that sends people to the hosted pages. */
export interface HostedApp {
  readonly id: string
  readonly verifier: string
  /** The query of its authorization request; an undefined value leaves a parameter out. */
  query(changes?: Readonly<Record<string, string | undefined>>): string
  redeem(code: string, changes?: Readonly<Record<string, string>>): Promise<Answer>
}

/** A world with a clinic, for tests of the hosted pages. */
export interface Hosted {
  readonly world: World
  readonly issuer: string
  /** The clinic's project, and its administrator's token. */
  readonly clinic: { readonly project: string; readonly token: string }
  browser(): CookieBrowser
  /** Moves the time on; the administrator signs in again. */
  travel(ms: number): Promise<void>
  /** `resourceScopesRequired: false` makes an app as from before there was that field. */
  app(fields?: { readonly resourceScopesRequired?: boolean; readonly [field: string]: unknown }): Promise<HostedApp>
  /** Sets the clinic's settings, instead of those that it had. */
  set(...setting: readonly object[]): Promise<void>
  /** What the newest e-mail to sign in with carries, once more of them were sent than this. */
  mailed(email: string, earlier?: number): Promise<{ readonly code: string; readonly link: string }>
  /** Somebody invited to the clinic who has chosen a password; once for each role. */
  member(...roles: readonly ('Practitioner' | 'Patient')[]): Promise<Person>
  /** What the clinic's project demands of every sign-in: nothing, if nothing is given. */
  demand(...setting: readonly object[]): Promise<void>
  /** Invites without following the link. */
  invite(email: string, fields?: object): Promise<void>
  /** Somebody who registered as a patient and has not confirmed their address. */
  register(email?: string): Promise<Person>
  /** The page that asks for the password, and what it takes to send it. */
  signInPage(browser: CookieBrowser, app: HostedApp, changes?: Record<string, string | undefined>): Promise<Visit>
  /** Signs in up to whatever comes after the password. */
  signIn(
    browser: CookieBrowser,
    app: HostedApp,
    person: Person,
    changes?: Record<string, string | undefined>,
  ): Promise<Visit>
}

export const ADMINISTRATOR: Person = { email: 'admin@example.org', password: 'a quiet garden path' }

/** As in production: registration needs mail, and the server's own administrator runs the clinic. */
export async function startHosted(options: WorldOptions = {}): Promise<Hosted> {
  const env: Record<string, string> = {
    DAMSON_ADMIN_EMAIL: ADMINISTRATOR.email,
    DAMSON_ADMIN_PASSWORD: ADMINISTRATOR.password,
    ...options.env,
  }
  const world = await startWorld({ development: false, ...options, env })
  const issuer = env['DAMSON_BASE_URL'] ?? world.baseUrl
  let clinic = await openClinic(world, ADMINISTRATOR, true)
  const admin = async (path: string, json: object): Promise<Answer> =>
    must(await world.call(`admin/projects/${clinic.project}/${path}`, { json, token: clinic.token }))

  const hosted: Hosted = {
    world,
    issuer,
    get clinic() {
      return clinic
    },
    async travel(ms) {
      await world.travel(ms)
      clinic = await openClinic(world, ADMINISTRATOR)
    },
    browser: () => createCookieBrowser(world.baseUrl, issuer),
    async app({ resourceScopesRequired, ...fields } = {}) {
      const { body } = await admin('client', {
        name: 'Heart Diary',
        kind: 'app',
        tokenEndpointAuthMethod: 'none',
        redirectUris: [CALLBACK],
        firstParty: true,
        ...fields,
      })
      if (resourceScopesRequired === false) {
        const at = `fhir/R4/ClientApplication/${body.id}`
        const { resourceScopesRequired: _made, ...json } = must(await world.call(at, { token: clinic.token })).body
        must(await world.call(at, { method: 'PUT', json, token: clinic.token }))
      }
      const { verifier, challenge } = pkce()
      const defaults = {
        response_type: 'code',
        client_id: String(body.id),
        redirect_uri: CALLBACK,
        scope: 'openid profile',
        state: 'the-state',
        code_challenge: challenge,
        code_challenge_method: 'S256',
      }
      return {
        id: body.id,
        verifier,
        query(changes = {}) {
          const entries = Object.entries({ ...defaults, ...changes })
          return new URLSearchParams(
            entries.filter((entry): entry is [string, string] => entry[1] !== undefined),
          ).toString()
        },
        redeem: (code, changes = {}) =>
          world.call('oauth2/token', {
            form: {
              grant_type: 'authorization_code',
              code,
              client_id: String(body.id),
              redirect_uri: CALLBACK,
              code_verifier: verifier,
              ...changes,
            },
          }),
      }
    },
    async set(...setting) {
      const at = `fhir/R4/Project/${clinic.project}`
      const { setting: _earlier, ...rest } = must(await world.call(at, { token: clinic.token })).body
      const json = { ...rest, ...(setting.length > 0 && { setting }) }
      must(await world.call(at, { method: 'PUT', json, token: clinic.token }))
    },
    async mailed(email, earlier = 0) {
      const sent = (): readonly string[] =>
        world.inbox.to(email).flatMap(({ text }) => (text.includes('/signin/mail/') ? [text] : []))
      // It follows the answer.
      for (let n = 0; sent().length <= earlier; n += 1) {
        if (n > 2_000) throw new Error(`no e-mail to sign in with was sent to ${email}`)
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
      const text = sent().at(-1) ?? ''
      const link = new URL(/https?:\/\/\S+\/signin\/mail\/\S+/.exec(text)?.[0] ?? '').pathname
      return { code: /\b\d{6}\b/.exec(text)?.[0] ?? '', link }
    },
    async member(...roles) {
      const person = newPerson()
      for (const [at, resourceType] of roles.entries())
        await hosted.invite(person.email, { resourceType, forceNewMembership: at > 0 })
      const { id, secret } = world.inbox.link(person.email)
      must(await world.call('auth/setpassword', { json: { id, secret, password: person.password } }))
      return person
    },
    async demand(...setting) {
      const { project, token } = clinic
      const at = `fhir/R4/Project/${project}`
      const { setting: _earlier, ...rest } = must(await world.call(at, { token })).body
      const json = { ...rest, ...(setting.length > 0 && { setting }) }
      must(await world.call(at, { method: 'PUT', json, token }))
    },
    async invite(email, fields = {}) {
      await admin('invite', {
        resourceType: 'Practitioner',
        firstName: 'Grace',
        lastName: 'Hopper',
        email,
        scope: 'project',
        ...fields,
      })
    },
    async register(email) {
      const person = newPerson(email)
      const json = {
        firstName: 'Mary',
        lastName: 'Somerville',
        ...person,
        projectId: clinic.project,
        codeChallenge: pkce().challenge,
        codeChallengeMethod: 'S256',
      }
      must(await world.call('auth/newuser', { json }))
      return person
    },
    signInPage: (browser, app, changes = {}) => browser.open(`/oauth2/authorize?${app.query(changes)}`),
    async signIn(browser, app, person, changes = {}) {
      const page = await hosted.signInPage(browser, app, changes)
      const begun = await browser.post('/signin', { request: page.hidden('request'), ...person })
      return browser.follow(begun)
    },
  }
  return hosted
}

function newPerson(email = `grace-${randomBytes(5).toString('hex')}@example.org`): Person {
  return { email, password: 'a quiet garden path' }
}

/** The administrator's project under a clinic's name, open for patients to register. */
async function openClinic(world: World, { email, password }: Person, isNew = false): Promise<Hosted['clinic']> {
  const { body } = must(await world.actors.signIn(email, password))
  const project = String(body.project.reference).replace('Project/', '')
  const token = String(body.access_token)
  await proveAsIf(world, token)
  const read = must(await world.call(`fhir/R4/Project/${project}`, { token }))
  const patients = read.body.defaultAccessPolicies.find(
    (entry: { profileType: string }) => entry.profileType === 'Patient',
  )
  const { setting, ...rest } = read.body
  // Without the code that patients of new projects are asked for in each new browser: its own tests switch it on.
  const kept = isNew ? {} : { setting }
  const json = { ...rest, ...kept, name: 'Riverside Clinic', defaultPatientAccessPolicy: patients.accessPolicy }
  must(await world.call(`fhir/R4/Project/${project}`, { method: 'PUT', json, token }))
  return { project, token }
}

function must(answer: Answer): Answer {
  if (answer.status >= 300) throw new Error(`${answer.status} ${answer.text}`)
  return answer
}
