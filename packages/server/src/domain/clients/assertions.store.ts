import { forgetStatement, sql, statement } from '#base/db'

/**
 * Takes what is of use once: an assertion of a client, by the client's id; what a provider's button gave, by the project's;
 * a provider's Bearer, by the server's own project. One row, or none where it was taken before: the gate for all nodes.
 */
export const takeAssertion = statement<[clientId: string, jtiHash: string, expiresAt: Date], { taken: string }>(
  'client-assertions.take',
  (clientId, jtiHash, expiresAt) => sql`
    insert into client_assertions (client_id, jti_hash, expires_at)
    values (${clientId}, ${jtiHash}, ${expiresAt})
    on conflict (client_id, jti_hash) do nothing
    returning jti_hash as taken`,
)

export const forgetAssertions = forgetStatement('client-assertions.forget', {
  table: 'client_assertions',
  by: 'expires_at',
  due: (before) => sql`expires_at < ${before}`,
})
