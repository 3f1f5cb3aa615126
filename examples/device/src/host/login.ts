import { type DamsonClient, DamsonError } from '@damson/sdk'
import { assertionOf, type DeviceFile } from './key.ts'

/** The wait after a refusal: repeated attempts would lock the client. */
const PAUSE_MS = 30_000

/** Signs in if needed: once for all messages, because the client renews its token itself. */
export function createLogin(client: DamsonClient, id: string, secret: string, now: () => Date): () => Promise<void> {
  return createLoginBy(client, () => client.startClientLogin(id, secret), now)
}

/** The same with the key of a device that was connected by its code. */
export function createKeyLogin(client: DamsonClient, file: DeviceFile, baseUrl: string, now: () => Date) {
  const assertion = (): string => assertionOf(file, file.clientId, baseUrl, now())
  return createLoginBy(client, () => client.startJwtAssertionLogin(assertion), now)
}

function createLoginBy(client: DamsonClient, start: () => Promise<unknown>, now: () => Date): () => Promise<void> {
  let refusal: { readonly error: unknown; readonly until: number } | undefined
  return async () => {
    if (client.isAuthenticated()) return
    if (refusal !== undefined && now().getTime() < refusal.until) throw refusal.error
    try {
      await start()
    } catch (error) {
      const isRefusal = error instanceof DamsonError && ['oauth', 'unauthenticated'].includes(error.code)
      if (isRefusal) refusal = { error, until: now().getTime() + PAUSE_MS }
      throw error
    }
  }
}
