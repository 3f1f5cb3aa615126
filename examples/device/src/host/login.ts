import { type DamsonClient, DamsonError } from '@damson/sdk'

/** After a refusal the server is left alone for so long: guessing again and again would lock the client. */
const PAUSE_MS = 30_000

/** Signs in where nobody is signed in: once for all messages, since the client renews its token itself. */
export function createLogin(client: DamsonClient, id: string, secret: string, now: () => Date): () => Promise<void> {
  let refusal: { readonly error: unknown; readonly until: number } | undefined
  return async () => {
    if (client.isAuthenticated()) return
    if (refusal !== undefined && now().getTime() < refusal.until) throw refusal.error
    try {
      await client.startClientLogin(id, secret)
    } catch (error) {
      const isRefusal = error instanceof DamsonError && ['oauth', 'unauthenticated'].includes(error.code)
      if (isRefusal) refusal = { error, until: now().getTime() + PAUSE_MS }
      throw error
    }
  }
}
