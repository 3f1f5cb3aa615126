import { sha256Text } from '#base/crypto'

/**
 * The `sid` by which a client knows a sign-in: the same for all its logins of that sign-in, different for each client. It
 * doesn't reveal the root's id, 122 random bits that never leave the server, and it opens nothing.
 */
export function sidOf(rootId: string, clientId: string): string {
  return sha256Text(`sid\n${rootId}\n${clientId}`)
}
