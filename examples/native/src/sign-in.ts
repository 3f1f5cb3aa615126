import { type DamsonClient, type ProfileResource, RedirectError, type WithId } from '@damson/sdk'
import { listenOnLoopback, type Taken } from './loopback.ts'

export interface SignInOptions {
  /** The port to listen on; 0 for a free one. */
  readonly port: number
  readonly timeoutMs: number
  /** Opens the system's browser; whether that worked. */
  readonly open: (url: string) => Promise<boolean>
  readonly tell: (line: string) => void
}

/** Signs a person in with the system's browser, as RFC 8252 has it. */
export async function signIn(client: DamsonClient, options: SignInOptions): Promise<WithId<ProfileResource>> {
  const { port, timeoutMs, open, tell } = options
  const loopback = await listenOnLoopback(port)
  try {
    const url = await client.getAuthorizationUrl({ redirectUri: loopback.redirectUri })
    // Waited for before anything is opened: a browser can be quick.
    const answer = loopback.answer((address) => take(client, address, tell), timeoutMs)
    answer.catch(() => undefined)
    const isOpen = await open(url)
    tell(
      isOpen
        ? 'Sign in in the browser window that has opened.'
        : 'No browser could be opened. Open this address yourself:',
    )
    if (!isOpen) tell(url)
    return await answer
  } finally {
    loopback.close()
  }
}

/** The SDK checks `state` and `iss`. An answer with other values is ignored: the right one may still come. */
async function take(
  client: DamsonClient,
  address: string,
  tell: (line: string) => void,
): Promise<Taken<WithId<ProfileResource>>> {
  try {
    return { is: 'taken', value: await client.processRedirect(address) }
  } catch (error) {
    if (!(error instanceof RedirectError)) return { is: 'refused', error }
    tell(
      `Something came back that is not the answer to this sign-in, and was not used. Still waiting. (${error.message})`,
    )
    return { is: 'foreign' }
  }
}
