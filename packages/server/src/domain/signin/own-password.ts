import { accepted, type Result } from '@damson/fhir'
import type { SignInDeps, SignInRefusal } from './dependencies.ts'
import { type Credentials, prove } from './password.ts'

/** Checks a person's password, within the limits on attempts, and signs nobody in. */
export function proveOwnPassword(
  deps: SignInDeps,
  given: Omit<Credentials, 'client' | 'signsIn'>,
): Promise<Result<void, SignInRefusal>> {
  return prove(
    deps,
    { ...given, client: undefined, signsIn: false },
    () => Promise.resolve('somewhere'),
    () => Promise.resolve(accepted(undefined)),
  )
}
