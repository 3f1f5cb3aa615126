import { sha256Text } from '#base/crypto'

/**
 * The `sid` by which a client knows a sign-in: the same for all its logins of that sign-in, another one for each client.
 * The root's id, 122 random bits that nobody outside sees, cannot be worked out from it; it opens nothing.
 */
export function sidOf(rootId: string, clientId: string): string {
  return sha256Text(`sid\n${rootId}\n${clientId}`)
}
