/** What the types of the hooks promise, checked by plain `tsc`: nothing here is ever run. */
import { type Asked, useProfile, useResource, useSearch, useSignIn } from '@damson/react'
import type { Patient, ProfileResource, ResourceArray, WithId } from '@damson/sdk'

declare const id: string | undefined

/** Compiles only when both types are the same. */
declare function same<A, B>(
  ...no: (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? [] : [never]
): void

export function usingHooks(): void {
  const read = useResource('Patient', id)
  same<typeof read, Asked<WithId<Patient>>>()
  const found = useSearch('Patient', { name: 'simpson', _sort: '-birthdate' })
  same<typeof found, Asked<ResourceArray<WithId<Patient>>>>()
  useSearch('Patient', null)
  useSearch('Patient')
  const profile = useProfile()
  same<typeof profile, WithId<ProfileResource> | undefined>()
  const state = useSignIn()
  if (state.status === 'signed_in') same<typeof state.profile, WithId<ProfileResource>>()

  // @ts-expect-error -- no such type
  useResource('Patiént', id)
  // @ts-expect-error -- no such parameter
  useSearch('Patient', { nmae: 'simpson' })
  // @ts-expect-error -- it may not be there yet
  void read.data.name
}
