/** What people leave behind as they use the server, of which the console has lists, too. */
import { createKeyring } from '@damson/server'
import type { Copier } from '../scale/copier.ts'
import { batchesOf } from '../stand/batches.ts'
import { clientId, emailOf, membershipId, userId } from './town.ts'

const A_BATCH = 20_000
const DAY_MS = 86_400_000
const SIGN_INS_OF = 7 * DAY_MS
const E_MAILS_OF = 28 * DAY_MS
/** One sign-in in three has ended, and one e-mail in so many was refused. */
const ENDED = 3
const REFUSED = 5_000
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'

type Keyring = ReturnType<typeof createKeyring>

interface Options {
  readonly project: string
  /** Of the server: what it reads is sealed with it. */
  readonly key: string
  readonly people: number
}

/** A sign-in and an e-mail of each person. */
export async function loadUse(
  copier: Copier,
  { project, key, people }: Options,
  progress: (done: number, all: number) => void,
): Promise<void> {
  const keyring = createKeyring(Buffer.from(key, 'hex'))
  const now = Date.now()
  let done = 0
  for (const batch of batchesOf(numbers(people), A_BATCH)) {
    // Those of staff lie among those of patients.
    const at = (n: number, of: number): Date => new Date(now - ((n * 7_919) % people) * (of / people))
    await loadSignIns(copier, { project, keyring }, batch, (n) => at(n, SIGN_INS_OF))
    await loadEmails(copier, { project, keyring }, batch, (n) => at(n, E_MAILS_OF))
    done += batch.length
    progress(done, people)
  }
}

interface Loading {
  readonly project: string
  readonly keyring: Keyring
}

const later = (at: Date): string => new Date(at.getTime() + 90 * DAY_MS).toISOString()

async function loadSignIns(
  copier: Copier,
  { project, keyring }: Loading,
  batch: readonly number[],
  atOf: (n: number) => Date,
): Promise<void> {
  const origin = JSON.stringify({ address: '203.0.113.7', userAgent: BROWSER })
  const all = batch.map((n) => ({ n, root: crypto.randomUUID(), at: atOf(n) }))
  await copier.copy(
    'login_roots',
    ['id', 'user_id', 'method', 'factors', 'authenticated_at', 'ends_at', 'sealed_place'],
    all.map(({ n, root, at }) => {
      const sealed = keyring.seal(origin, `login-root:${root}`)
      return [root, userId(n), 'password', '{password}', at.toISOString(), later(at), sealed]
    }),
  )
  const times = ['created_at', 'granted_at', 'last_used_at', 'expires_at', 'revoked_at']
  await copier.copy(
    'logins',
    ['id', 'root_id', 'project', 'user_id', 'client_id', 'membership_id', 'method', 'scope', ...times],
    all.map(({ n, root, at }) => {
      const [time, ended] = [at.toISOString(), n % ENDED === 0 ? at.toISOString() : null]
      const who = [crypto.randomUUID(), root, project, userId(n), clientId(1 + (n % 3)), membershipId(n)]
      return [...who, 'password', 'openid', time, time, time, later(at), ended]
    }),
  )
}

async function loadEmails(
  copier: Copier,
  { project, keyring }: Loading,
  batch: readonly number[],
  atOf: (n: number) => Date,
): Promise<void> {
  const times = ['created_at', 'due_at', 'expires_at', 'settled_at']
  await copier.copy(
    'outbox',
    ['id', 'project', 'kind', 'about', 'state', 'attempts', 'sealed_to', ...times],
    batch.map((n) => {
      const [id, at] = [crypto.randomUUID(), atOf(n)]
      const state = n % REFUSED === 0 ? 'refused' : 'accepted'
      const time = at.toISOString()
      const sealed = keyring.seal(emailOf(n), `outbox-to:${id}`)
      return [
        id,
        project,
        'invite',
        `ProjectMembership/${membershipId(n)}`,
        state,
        1,
        sealed,
        time,
        time,
        later(at),
        time,
      ]
    }),
  )
}

function* numbers(count: number): Generator<number> {
  for (let n = 0; n < count; n += 1) yield n
}
