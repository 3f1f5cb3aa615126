import { forgetStatement, sql, statement } from '#base/db'

/**
 * Records a proof that may be used only once: a client's assertion under the client's id, a token from a provider's
 * button under the project's, and a provider's Bearer under the server's own project. One row, or none if it was used
 * before: the gate for all nodes.
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
