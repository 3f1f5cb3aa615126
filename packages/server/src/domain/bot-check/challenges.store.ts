import { forgetStatement, sql, statement } from '#base/db'

/** Uses up a challenge: of two solutions of one, one finds it unused. This is the single-use gate. */
export const spendChallenge = statement<[hash: string, expiresAt: Date], { hash: string }>(
  'spent-challenges.spend',
  (hash, expiresAt) => sql`
    insert into spent_challenges (hash, expires_at) values (${hash}, ${expiresAt})
    on conflict (hash) do nothing
    returning hash`,
)

export const forgetSpentChallenges = forgetStatement('spent-challenges.forget', {
  table: 'spent_challenges',
  by: 'expires_at',
  due: (before) => sql`expires_at < ${before}`,
})
