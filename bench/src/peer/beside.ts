import { randomBytes } from 'node:crypto'
import type { Driver } from '../drive/driver.ts'
import type { Job, Shot } from '../drive/job.ts'
import { type Effort, InTurn, type Lane, mediansOf } from '../measure/measure.ts'
import type { PathName } from '../paths.ts'
import type { Say } from '../report/progress.ts'
import { type Beside, besideOf } from '../report/report.ts'
import { codesLike } from '../stand/codes.ts'
import { ADMINISTRATOR, POOL_SIZE } from '../stand/damson.ts'
import { CHALLENGE, type Machine, post, redeeming, signIn } from '../stand/people.ts'
import type { ServerProcess } from '../stand/processes.ts'
import type { RunningStand } from '../stand/stand.ts'
import { makePeerCodes, startPeer } from './peer.ts'
import { type ConfidentialClient, type PeerSignIn, RESOURCE } from './plan.ts'

/** A request of ours, and the peer's ways to answer it. */
interface Contest {
  readonly path: PathName
  readonly server: Lane
  readonly peer: Readonly<Partial<Record<Beside['request'], Lane>>>
}

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }

/** The header of a JWT whose first member is `"alg":"ES256"`: both sides sign all their tokens alike. */
const ES256 = 'eyJhbGciOiJFUzI1NiIs'
const SIGNED = `"access_token":"${ES256}`

const SIGN_IN: PeerSignIn = {
  redirectUri: 'https://app.example.org/signed-in',
  scope: 'openid offline_access',
  nonce: randomBytes(16).toString('base64url'),
  challenge: CHALLENGE,
}

const BESIDE_PATHS: ReadonlySet<PathName> = new Set(['client-credentials', 'code-exchange'])

/** Drives `oidc-provider` on the same PostgreSQL, in turn with the server. */
export async function measureBeside(
  { only, connections }: { readonly only: readonly PathName[]; readonly connections: readonly number[] },
  stand: RunningStand,
  driver: Driver,
  effort: Effort,
  say: Say,
): Promise<readonly Beside[]> {
  if (!only.some((path) => BESIDE_PATHS.has(path))) return []
  const { contests, peer } = await startContests(stand)
  try {
    const inTurn = new InTurn(driver, effort)
    const measured: Beside[] = []
    for (const contest of contests.filter(({ path }) => only.includes(path)))
      measured.push(...(await measureContest(contest, inTurn, connections, say)))
    return measured
  } finally {
    await peer.stop()
  }
}

async function measureContest(
  { server, peer }: Contest,
  inTurn: InTurn,
  connections: readonly number[],
  say: Say,
): Promise<readonly Beside[]> {
  const requests = Object.keys(peer) as Beside['request'][]
  const lanes = [server, ...Object.values(peer)]
  const measured: Beside[] = []
  await inTurn.warmUp(lanes)
  for (const count of connections) {
    const [own, ...others] = (await inTurn.measure(lanes, count)).map(mediansOf)
    for (const [n, request] of requests.entries()) {
      const other = others[n]
      if (own === undefined || other === undefined) throw new Error('Nothing was measured.')
      const beside = besideOf(request, count, own, other)
      say(`  ${request} beside oidc-provider at ${count}: ${beside.rps}/s, ${beside.peerRps}/s there`)
      measured.push(beside)
    }
  }
  return measured
}

/** Both sides of each contest, on databases of their own. */
async function startContests(
  stand: RunningStand,
): Promise<{ readonly contests: readonly Contest[]; readonly peer: ServerProcess }> {
  const { people, cluster, database, damson } = stand
  const app = await registerApp(stand)
  const { scope, nonce } = SIGN_IN
  const { make } = codesLike(database.db, await signIn(damson.url, ADMINISTRATOR, { clientId: app.id, scope, nonce }))
  const { databaseUrl, db } = await cluster.database('peer')
  const { machines } = people
  const peer = await startPeer({
    databaseUrl,
    poolSize: POOL_SIZE,
    machines: machines.map(({ id, secret }) => ({ id, secret })),
    app: { ...app, ...SIGN_IN },
  })
  const own = { url: damson.url, path: '/oauth2/token', pids: pidsOf(stand, damson) }
  const other = { url: peer.url, path: '/token', pids: pidsOf(stand, peer) }
  const jwt = machineLane('client-credentials at oidc-provider', other, machines, { resource: RESOURCE })
  const opaque = machineLane('client-credentials, opaque, at oidc-provider', other, machines, {}, '"access_token":"')
  const contests: readonly Contest[] = [
    {
      path: 'client-credentials',
      server: machineLane('client-credentials beside oidc-provider', own, machines),
      peer: { 'client-credentials': jwt, 'client-credentials, opaque': opaque },
    },
    {
      path: 'code-exchange',
      server: codeLane('code-exchange beside oidc-provider', own, app, make),
      peer: {
        'code-exchange': codeLane('code-exchange at oidc-provider', other, app, (count) => makePeerCodes(db, count)),
      },
    },
  ]
  return { contests, peer }
}

/** An app of the measured project with the credentials that the peer's has. */
async function registerApp({ people, damson }: RunningStand): Promise<ConfidentialClient> {
  const { id, secret } = await post(
    `${damson.url}/admin/projects/${people.project}/client`,
    { 'Content-Type': 'application/json', Authorization: people.bearer },
    JSON.stringify({
      name: 'app',
      kind: 'app',
      firstParty: true,
      redirectUris: [SIGN_IN.redirectUri],
      tokenEndpointAuthMethod: 'client_secret_basic',
      // The peer's id token has no claims about the person either.
      idTokenClaims: false,
      idTokenSignedResponseAlg: 'ES256',
    }),
  )
  return { id: String(id), secret: String(secret) }
}

/** A token endpoint. */
interface TokenEndpoint extends Pick<Lane, 'pids'> {
  readonly url: string
  readonly path: string
}

const pidsOf = ({ cluster }: RunningStand, { pid }: ServerProcess): Lane['pids'] => ({
  server: pid,
  postmaster: cluster.postmasterPid,
})

function machineLane(
  name: string,
  { url, path, pids }: TokenEndpoint,
  machines: readonly Machine[],
  more: Readonly<Record<string, string>> = {},
  expected: string = SIGNED,
): Lane {
  const body = new URLSearchParams({ grant_type: 'client_credentials', ...more }).toString()
  const shots: readonly Shot[] = machines.map(({ basic }) => ({
    method: 'POST',
    path,
    headers: { ...FORM, Authorization: basic },
    body,
    expect: [expected],
  }))
  return { name, pids, job: (slice) => Promise.resolve<Job>({ ...slice, url, status: 200, shots }) }
}

function codeLane(
  name: string,
  { url, path, pids }: TokenEndpoint,
  { id, secret }: ConfidentialClient,
  make: (count: number) => Promise<readonly string[]>,
): Lane {
  const headers = { ...FORM, Authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` }
  const redirect = new URLSearchParams({ redirect_uri: SIGN_IN.redirectUri }).toString()
  return {
    name,
    pids,
    async job(slice, expected) {
      const shots = (await make(expected)).map((code): Shot => {
        const body = `${redeeming(code)}&${redirect}`
        return { method: 'POST', path, headers, body, expect: [SIGNED, `"id_token":"${ES256}`, '"refresh_token":"'] }
      })
      return { ...slice, url, status: 200, shots, once: true }
    },
  }
}
