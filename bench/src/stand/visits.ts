import { randomBytes } from 'node:crypto'
import type { ClientApplication, Project, Resource } from '@damson/fhir'
import { createGated } from '@damson/server/resources'
import { type Db, sql, statement } from '@damson/server/store'
import type { RecordedPage } from '../floor/plan.ts'
import { CHALLENGE } from './people.ts'

/** A browser on its way to an app: the sign-in page is shown to two of them. */
export interface Visit {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

export interface Visits {
  /** A project with its own look, whose app sends people to sign in. */
  readonly project: string
  readonly visits: readonly Visit[]
  /** The server's answer to each, which the floor sends. */
  readonly pages: readonly RecordedPage[]
}

const PROJECT = '00000000-0000-4000-8000-0000000c1101'
const APP = '00000000-0000-4000-8000-0000000c1102'
const REDIRECT_URI = 'https://app.example.org/signed-in'

const PNG_SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex')
/** As large as a good logo, a quarter of the largest one that is accepted. */
const LOGO = Buffer.concat([PNG_SIGNATURE, Buffer.alloc(12 * 1024, 'damson')])

const LOOKS: Project & { readonly id: string } = {
  resourceType: 'Project',
  id: PROJECT,
  name: 'Harbor Street Clinic',
  signInForm: {
    color: '#5a2f73',
    notice: 'For staff and patients of this clinic. What you do here is recorded.',
    logo: { contentType: 'image/png', data: LOGO.toString('base64') },
  },
}
const CLIENT: ClientApplication & { readonly id: string } = {
  resourceType: 'ClientApplication',
  id: APP,
  name: 'Growth Charts',
  kind: 'app',
  tokenEndpointAuthMethod: 'none',
  redirectUris: [REDIRECT_URI],
}

const insertProject = statement<[id: string], never>(
  'bench.insert-project',
  (id) => sql`insert into projects (id, active) values (${id}, true)`,
)
const insertApp = statement<[id: string, project: string], never>(
  'bench.insert-app',
  (id, project) => sql`
    insert into clients (id, project, active, kind, auth_method, basic_allowed, first_party)
    values (${id}, ${project}, true, 'app', 'none', false, false)`,
)

/** Writes project and app as the API would, but directly, so that none of the measured people gets a second project. */
export async function makeVisits(db: Db, url: string): Promise<Visits> {
  const now = new Date()
  await db.tx(async (tx) => {
    await insertProject.run(tx, PROJECT)
    await insertApp.run(tx, APP, PROJECT)
    for (const resource of [LOOKS, CLIENT]) await create(tx, resource, now)
  })
  const visits: readonly Visit[] = [
    { path: authorizePath(), headers: { ...BROWSER, 'Accept-Language': 'en-US,en;q=0.9' } },
    // It signed in here once before, so the server looks up its cookies.
    {
      path: authorizePath(),
      headers: {
        ...BROWSER,
        'Accept-Language': 'es-MX,es;q=0.9,en;q=0.8',
        Cookie: `damson-browser=${token()}; damson-root=${token()}`,
      },
    },
  ]
  const pages: RecordedPage[] = []
  for (const visit of visits) pages.push(await recorded(url, visit))
  return { project: PROJECT, visits, pages }
}

async function create(
  tx: Parameters<typeof createGated>[0],
  resource: Resource & { readonly id: string },
  now: Date,
): Promise<void> {
  const draft = { project: PROJECT, type: resource.resourceType, id: resource.id, resource }
  const written = await createGated(tx, {}, { ...draft, author: `ClientApplication/${APP}` }, now)
  if (!written.ok) throw new Error(`The ${resource.resourceType} of the visits was refused.`)
}

const token = (): string => randomBytes(32).toString('base64url')

const BROWSER = {
  Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
}

function authorizePath(): string {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: APP,
    redirect_uri: REDIRECT_URI,
    scope: 'openid fhirUser launch/patient patient/Observation.rs patient/Patient.r offline_access',
    state: token(),
    nonce: token(),
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
  })
  return `/oauth2/authorize?${query.toString()}`
}

/** Headers that every answer has, from any server. */
const OF_THE_CONNECTION = new Set(['connection', 'keep-alive', 'date', 'content-length'])

async function recorded(url: string, { path, headers }: Visit): Promise<RecordedPage> {
  const answer = await fetch(url + path, { headers, redirect: 'manual' })
  const body = await answer.text()
  if (answer.status !== 200) throw new Error(`GET ${path}: ${answer.status} ${body.slice(0, 300)}`)
  return {
    body,
    headers: Object.fromEntries([...answer.headers].filter(([name]) => !OF_THE_CONNECTION.has(name))),
    asksForRoot: headers['Cookie'] !== undefined,
  }
}
