import { createHash, randomBytes } from 'node:crypto'
import { type Db, sql, statement } from '@damson/server/store'
import { type Person, post, redeeming, signIn } from './people.ts'

/** Makes many sign-ins whose code is not redeemed yet, and refresh tokens of redeemed ones. */
export interface Codes {
  /** Codes that are not redeemed. Each belongs to its own sign-in. */
  make(count: number): Promise<readonly string[]>
  refreshTokens(count: number): Promise<readonly string[]>
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url')

/** Copies one sign-in that the server made; each copy has its own root and code. */
const copySignIn = statement<[template: string, hashes: readonly string[]], never>(
  'bench.copy-sign-in',
  (template, hashes) => sql`
    with made as (
      select gen_random_uuid() as id, gen_random_uuid() as root_id, hash from unnest(${hashes}::text[]) as hash
    ), source as (
      select * from logins where code_hash = ${template}
    ), roots as (
      insert into login_roots (id, user_id, method, factors, authenticated_at, ends_at, sealed_place)
      select made.root_id, t.user_id, t.method, t.factors, t.authenticated_at, t.ends_at, t.sealed_place
      from made, source join login_roots t on t.id = source.root_id
    )
    insert into logins (id, root_id, project, user_id, membership_id, profile, method, requested_project, scope,
      code_challenge, created_at, code_hash, code_expires_at, last_used_at, expires_at, client_id, nonce)
    select made.id, made.root_id, s.project, s.user_id, s.membership_id, s.profile, s.method, s.requested_project, s.scope,
      s.code_challenge, s.created_at, made.hash, now() + interval '1 hour', s.last_used_at, now() + interval '1 hour',
      s.client_id, s.nonce
    from made, source s`,
)

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }
const AT_ONCE = 16

/** Copies the sign-in that this code came from. */
export function codesLike(db: Db, code: string): Pick<Codes, 'make'> {
  const template = hashOf(code)
  return {
    async make(count) {
      const codes = Array.from({ length: count }, () => randomBytes(32).toString('base64url'))
      const copied = await copySignIn.run(db, template, codes.map(hashOf))
      if (copied !== count) throw new Error(`${count} sign-ins were to be made, and ${copied} were.`)
      return codes
    },
  }
}

export async function createCodes(db: Db, url: string, person: Person): Promise<Codes> {
  const { make } = codesLike(db, await signIn(url, person))
  return {
    make,
    async refreshTokens(count) {
      const codes = [...(await make(count))]
      const tokens: string[] = []
      const worker = async (): Promise<void> => {
        for (let code = codes.pop(); code !== undefined; code = codes.pop()) {
          const answer = await post(`${url}/oauth2/token`, FORM, redeeming(code))
          tokens.push(String(answer.refresh_token))
        }
      }
      await Promise.all(Array.from({ length: AT_ONCE }, worker))
      return tokens
    },
  }
}
