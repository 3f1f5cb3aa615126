'use client'
import type { ProfileResource, WithId } from '@damson/sdk'
import { useSyncExternalStore } from 'react'
import { useClient } from './provider.ts'
import { LOADING, type SignInState, signInOf } from './sign-in-store.ts'

export type { SignInState } from './sign-in-store.ts'

/**
 * Where the sign-in stands: `loading`, `signed_in` with a `profile`, or `signed_out`, with an `error` if a sign-in failed.
 * On a server it is `loading`.
 *
 * @example
 * ```tsx
 * const { status } = useSignIn()
 * return status === 'signed_out' ? <Welcome /> : <Chart />
 * ```
 */
export function useSignIn(): SignInState {
  const store = signInOf(useClient())
  return useSyncExternalStore(
    store.subscribe,
    () => store.state,
    () => LOADING,
  )
}

/**
 * The profile of the person who is signed in; undefined when nobody is, and while that is not known.
 *
 * @example
 * ```tsx
 * const profile = useProfile()
 * return <h1>Hello, {profile && getDisplayString(profile)}</h1>
 * ```
 */
export function useProfile(): WithId<ProfileResource> | undefined {
  return useSignIn().profile
}
