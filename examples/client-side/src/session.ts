import {
  DamsonClient,
  formatHumanName,
  LoginChangedError,
  NetworkError,
  normalizeErrorString,
  OAuthError,
  type ProfileResource,
  TimeoutError,
  type WithId,
} from '@damson/sdk'
import type { Settings } from './settings.ts'

export interface Note {
  readonly kind: 'good' | 'alarm'
  readonly text: string
}

/** Where the person stands. Only `working` shows anything of a patient. */
export type State =
  | { readonly kind: 'signed_out'; readonly note?: Note | undefined }
  | { readonly kind: 'working'; readonly name: string; readonly profile: WithId<ProfileResource> }
  | { readonly kind: 'locked'; readonly name: string; readonly at: Date; readonly note?: Note | undefined }

export interface Session {
  readonly client: DamsonClient
  readonly state: State
  /** Leaves for the server's sign-in page. */
  signIn(): Promise<void>
  lock(): Promise<void>
  signOut(): Promise<void>
}

/** The page to return to after a lock, for the same person only. It holds a route, never patient data. */
const RESUME = 'vital-signs.resume'

export async function startSession(settings: Settings, changed: (session: Session) => void): Promise<void> {
  const client = new DamsonClient({
    ...settings,
    scope: 'openid profile online_access',
    // Workstations in a clinic are shared: leave nothing on the machine that could sign a person in.
    storage: 'memory',
    onUnauthenticated: () => become({ kind: 'signed_out', note: alarm('Your sign-in has ended. Sign in again.') }),
  })
  // Leaving in one tab locks the others.
  const otherTabs = new BroadcastChannel('vital-signs')
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- such a channel reaches only its own origin
  const lockOtherTabs = (): void => otherTabs.postMessage('lock')
  let state: State = { kind: 'signed_out' }
  const become = (next: State): void => {
    state = next
    changed(session)
  }
  const isStill = (shown: State): boolean => state === shown
  const session: Session = {
    client,
    get state() {
      return state
    },
    async signIn() {
      try {
        await client.signInWithRedirect({ prompt: 'login' })
      } catch (error) {
        become({ kind: 'signed_out', note: alarm(normalizeErrorString(error)) })
      }
    },
    async lock() {
      if (state.kind !== 'working') return
      const { name, profile } = state
      lockOtherTabs()
      sessionStorage.setItem(RESUME, JSON.stringify({ profile: profile.id, hash: location.hash }))
      const locked: State = { kind: 'locked', name, at: new Date() }
      // Covered first: what takes time comes after.
      become(locked)
      const note = await leave(client)
      if (note !== undefined && isStill(locked)) become({ ...locked, note })
    },
    async signOut() {
      lockOtherTabs()
      sessionStorage.removeItem(RESUME)
      const signedOut: State = { kind: 'signed_out', note: { kind: 'good', text: 'You are signed out.' } }
      become(signedOut)
      const note = await leave(client)
      if (note !== undefined && isStill(signedOut)) become({ kind: 'signed_out', note })
    },
  }
  otherTabs.addEventListener('message', () => void session.lock())
  become(await arrive(client))
}

/** Completes a sign-in, where this page is what the server's page came back to. */
async function arrive(client: DamsonClient): Promise<State> {
  const answer = new URLSearchParams(location.search)
  if (!answer.has('state')) return { kind: 'signed_out' }
  try {
    const profile = await client.signInWithRedirect()
    if (profile === undefined) return { kind: 'signed_out' }
    resume(profile.id)
    return { kind: 'working', name: nameOf(profile), profile }
  } catch (error) {
    return { kind: 'signed_out', note: alarm(refusalText(error)) }
  }
}

function resume(profileId: string): void {
  const kept = sessionStorage.getItem(RESUME)
  sessionStorage.removeItem(RESUME)
  if (kept === null) return
  const { profile, hash } = JSON.parse(kept) as { profile: string; hash: string }
  if (profile === profileId && hash !== '') history.replaceState(null, '', hash)
}

/** Drops the tokens here, then ends the login at the server. What the person must know of it, if anything. */
async function leave(client: DamsonClient): Promise<Note | undefined> {
  try {
    await client.signOut()
    return undefined
  } catch (error) {
    if (error instanceof NetworkError || error instanceof TimeoutError)
      return alarm('The server could not be told. Nothing is left on this machine; its side ends by itself.')
    return error instanceof LoginChangedError ? undefined : alarm(normalizeErrorString(error))
  }
}

function refusalText(error: unknown): string {
  return error instanceof OAuthError && error.error === 'access_denied'
    ? 'You did not sign in. Nothing was changed.'
    : normalizeErrorString(error)
}

const alarm = (text: string): Note => ({ kind: 'alarm', text })

function nameOf(profile: ProfileResource): string {
  const name = Array.isArray(profile.name) ? formatHumanName(profile.name[0]) : profile.name
  return name === undefined || name === '' ? profile.resourceType : name
}
