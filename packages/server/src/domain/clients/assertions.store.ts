import { sql, statement } from '#base/db'

/** Takes an assertion of a client, or a credential of a provider's button in a project, by whose id, or a provider's Bearer: one row, or none where it was taken before. This is the single-use gate, for all nodes. */
export const takeAssertion = statement<[clientId: string, jtiHash: string, expiresAt: Date], { taken: string }>(
  'client-assertions.take',
  (clientId, jtiHash, expiresAt) => sql`
    insert into client_assertions (client_id, jti_hash, expires_at)
    values (${clientId}, ${jtiHash}, ${expiresAt})
    on conflict (client_id, jti_hash) do nothing
    returning jti_hash as taken`,
)

export const forgetAssertions = statement<[before: Date], never>(
  'client-assertions.forget',
  (before) => sql`delete from client_assertions where expires_at < ${before}`,
)
