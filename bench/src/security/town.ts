import { freePort } from '@damson/testkit'
import { startDatabase } from '../stand/cluster.ts'
import { ADMINISTRATOR, MAIN, newKey } from '../stand/damson.ts'
import { CHALLENGE, redeeming } from '../stand/people.ts'
import { type ServerProcess, startServer, temporaryFolder } from '../stand/processes.ts'
import { type Caller, createCaller } from './ask.ts'
import { type MailSink, startMailSink } from './mail-sink.ts'
import { type SmsSink, startSmsSink } from './sms-sink.ts'

export type StoreName = 'PostgreSQL' | 'embedded'

/** A server with a project and people who have accounts there, a mail server, and a provider of text messages. */
export interface Town {
  readonly url: string
  readonly project: string
  readonly clientId: string
  readonly mails: MailSink
  readonly texts: SmsSink
  readonly server: ServerProcess
  /** Makes accounts with passwords, each once proven. */
  settle(people: readonly Person[]): Promise<void>
  /** Gives the project settings. */
  set(settings: Readonly<Record<string, string>>): Promise<void>
  stop(): Promise<void>
}

export interface Person {
  readonly email: string
  readonly password: string
}

export const CALLBACK = 'http://localhost/callback'

/** The built server as an operator runs it: behind a proxy on this machine, and with the limits that are given. */
export async function startTown(store: StoreName, limits: Readonly<Record<string, string>>): Promise<Town> {
  const [mails, texts] = [await startMailSink(), await startSmsSink()]
  const stops: (() => Promise<unknown>)[] = [() => mails.stop(), () => texts.stop()]
  const stop = async (): Promise<void> => {
    for (const end of stops.splice(0).reverse()) await end()
  }
  try {
    const port = await freePort()
    const server = await startServer({
      file: MAIN,
      port,
      health: '/healthcheck',
      env: {
        ...limits,
        ...texts.env,
        ...(await storeOf(store, stops)),
        DAMSON_DEVELOPMENT: 'off',
        DAMSON_PORT: String(port),
        DAMSON_BASE_URL: `http://localhost:${port}/`,
        DAMSON_KEY: newKey(),
        DAMSON_TRUSTED_PROXIES: '127.0.0.1',
        DAMSON_MAIL_URL: mails.url,
        DAMSON_MAIL_FROM: 'clinic@example.org',
        DAMSON_ADMIN_EMAIL: ADMINISTRATOR.email,
        DAMSON_ADMIN_PASSWORD: ADMINISTRATOR.password,
      },
    })
    stops.push(() => server.stop())
    const url = `http://localhost:${port}/`
    const owner = createCaller(url)
    stops.push(() => Promise.resolve(owner.close()))
    const { project, token } = await administrator(owner)
    const clientId = await makeApp(owner, project, token)
    return {
      url,
      project,
      clientId,
      mails,
      texts,
      server,
      settle: (people) => settle({ url, owner, project, token, mails }, people),
      set: (settings) => setOf(owner, `fhir/R4/Project/${project}`, token, settings),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function storeOf(store: StoreName, stops: (() => Promise<unknown>)[]): Promise<Record<string, string>> {
  if (store === 'embedded') {
    const folder = temporaryFolder()
    stops.push(() => Promise.resolve(folder.remove()))
    return { DAMSON_DATA_DIR: folder.path }
  }
  const cluster = await startDatabase()
  stops.push(() => cluster.stop())
  return { DATABASE_URL: (await cluster.database('security')).databaseUrl }
}

async function administrator(owner: Caller): Promise<{ readonly project: string; readonly token: string }> {
  const proof = { codeChallenge: CHALLENGE, codeChallengeMethod: 'S256' }
  const begun = await owner.json('auth/login', { ...ADMINISTRATOR, scope: 'offline_access', ...proof })
  const { code } = JSON.parse(begun.text) as { code: string }
  const redeemed = await owner.form('oauth2/token', Object.fromEntries(new URLSearchParams(redeeming(code))))
  const tokens = JSON.parse(redeemed.text) as { access_token: string; project: { reference: string } }
  return { project: tokens.project.reference.slice('Project/'.length), token: tokens.access_token }
}

async function makeApp(owner: Caller, project: string, token: string): Promise<string> {
  const fields = {
    name: 'Diary',
    kind: 'app',
    tokenEndpointAuthMethod: 'none',
    firstParty: true,
    redirectUris: [CALLBACK],
  }
  const made = await owner.json(`admin/projects/${project}/client`, fields, token)
  if (made.status >= 300) throw new Error(`An app could not be made: ${made.status} ${made.text}`)
  return (JSON.parse(made.text) as { id: string }).id
}

async function setOf(
  owner: Caller,
  path: string,
  token: string,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  const resource = JSON.parse((await owner.open(path, token)).text) as { setting?: { name: string }[] }
  const others = (resource.setting ?? []).filter(({ name }) => !(name in settings))
  const wanted = Object.entries(settings).map(([name, valueString]) => ({ name, valueString }))
  const put = await owner.put(path, { ...resource, setting: [...others, ...wanted] }, token)
  const names = Object.keys(settings).join(', ')
  if (put.status >= 300) throw new Error(`${names} could not be set: ${put.status} ${put.text}`)
}

interface Settling {
  readonly url: string
  readonly owner: Caller
  readonly project: string
  readonly token: string
  readonly mails: MailSink
}

/** So many at once: hashing is what takes the time. */
const AT_ONCE = 8

async function settle(town: Settling, people: readonly Person[]): Promise<void> {
  const left = [...people]
  const work = async (): Promise<void> => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) await move(town, one)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
}

/** An invitation, and the password that its link sets. */
async function move({ url, owner, project, token, mails }: Settling, { email, password }: Person): Promise<void> {
  const invitation = { resourceType: 'Practitioner', firstName: 'Ada', lastName: 'Lovelace', email, scope: 'project' }
  const invited = await owner.json(`admin/projects/${project}/invite`, invitation, token)
  if (invited.status >= 300) throw new Error(`${email} could not be invited: ${invited.status} ${invited.text}`)
  const [id, secret] = (await mails.next(email, /setpassword\/([0-9a-f-]+\/[\w-]+)/)).split('/')
  const caller = createCaller(url, addressOf(email))
  const set = await caller.json('auth/setpassword', { id, secret, password })
  caller.close()
  if (set.status >= 300) throw new Error(`${email} got no password: ${set.status} ${set.text}`)
}

/** An address on the internet that belongs to a name; no two names of a run share its network, nearly always. */
export function addressOf(name: string): string {
  let hash = 2_166_136_261
  for (const char of name) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16_777_619) >>> 0
  return `${20 + (hash % 60)}.${(hash >>> 8) & 255}.${(hash >>> 16) & 255}.${1 + ((hash >>> 24) % 250)}`
}
