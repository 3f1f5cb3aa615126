'use client'
import type { DamsonClient } from '@damson/sdk'
import { createContext, createElement, type ReactElement, type ReactNode, useContext, useEffect } from 'react'
import { signInOf } from './sign-in-store.ts'

const Client = createContext<DamsonClient | undefined>(undefined)

export interface ProviderProps {
  /** Made once, outside of components. */
  readonly client: DamsonClient
  readonly children?: ReactNode
}

/**
 * Gives the components below it a client, finds out who is signed in, and completes a sign-in when the browser is back
 * from the sign-in page. It starts none: `RequireSignIn` does, or a button of yours.
 *
 * @example
 * ```tsx
 * const client = new DamsonClient({ baseUrl: 'https://id.example.org/', clientId, scope: 'openid online_access user/Patient.rs' })
 * createRoot(root).render(<Provider client={client}><App /></Provider>)
 * ```
 */
export function Provider({ client, children }: ProviderProps): ReactElement {
  // Not while rendering: a server renders too.
  useEffect(() => signInOf(client).begin(), [client])
  return createElement(Client.Provider, { value: client }, children)
}

/**
 * The client of the `Provider`, to write and to sign out with.
 *
 * @example
 * ```tsx
 * const client = useClient()
 * return <button onClick={() => void client.signOut()}>Sign out</button>
 * ```
 */
export function useClient(): DamsonClient {
  const client = useContext(Client)
  if (client === undefined) throw new Error('Put a <Provider client={…}> of @damson/react around this component.')
  return client
}
