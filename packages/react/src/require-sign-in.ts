'use client'
import { createElement, type ReactNode, useEffect } from 'react'
import { useClient } from './provider.ts'
import { useSignIn } from './sign-in.ts'
import { signInOf } from './sign-in-store.ts'

export interface RequireSignInProps {
  readonly children?: ReactNode
  /** Shown until it is known who is signed in, and while the browser leaves for the sign-in page. */
  readonly fallback?: ReactNode
  /**
   * Shown when the person has signed out, the login has ended, or the sign-in failed with an error. The default is a
   * button, below the error's message.
   */
  readonly signedOut?: (signIn: () => void, error: unknown) => ReactNode
}

/**
 * Shows its children to people who are signed in. It sends others to the sign-in page, and brings them back to where
 * they were. After they sign out, it waits for their click: going on by itself would sign them in again.
 *
 * @example
 * ```tsx
 * <RequireSignIn fallback={<p>One moment …</p>} signedOut={(signIn) => <button onClick={signIn}>Sign in</button>}>
 *   <Chart />
 * </RequireSignIn>
 * ```
 */
export function RequireSignIn({ children, fallback, signedOut = button }: RequireSignInProps): ReactNode {
  const store = signInOf(useClient())
  const state = useSignIn()
  const isArrival = state.status === 'signed_out' && state.isArrival === true
  useEffect(() => {
    if (isArrival) store.signIn()
  }, [store, isArrival])
  if (state.status === 'signed_in') return children
  return state.status === 'loading' || isArrival ? fallback : signedOut(() => store.signIn(), state.error)
}

function button(signIn: () => void, error: unknown): ReactNode {
  return [
    error instanceof Error && createElement('p', { key: 'error', role: 'alert' }, error.message),
    createElement('button', { key: 'button', type: 'button', onClick: signIn }, 'Sign in'),
  ]
}
