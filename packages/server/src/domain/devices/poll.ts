import { accepted, type Result, refused } from '@damson/fhir'
import type { Tx } from '#base/db'
import { type DevicePollRow, type PolledDeviceRow, pollDeviceCode } from './devices.store.ts'

/** Why a device gets no token yet, or never. */
export type PollRefusal =
  | { readonly why: 'pending' }
  | { readonly why: 'too_fast'; readonly intervalSeconds: number }
  | { readonly why: 'denied' | 'expired' | 'used' }

/** The client that a device has become, or the code of a person's sign-in, sealed. */
export type Approved = Pick<DevicePollRow, 'deviceId' | 'signIn'>

/** Counts a poll, and uses the code up if it was approved. */
export async function pollDevice(
  tx: Tx,
  { project, id }: PolledDeviceRow,
  now: Date,
): Promise<Result<Approved, PollRefusal>> {
  const polled = await pollDeviceCode.maybeOne(tx, project, id, now)
  if (polled === undefined || polled.state === 'used') return refused({ why: 'used' })
  const { state, expired, tooFast, intervalSeconds } = polled
  if (expired) return refused({ why: 'expired' })
  if (state === 'denied') return refused({ why: 'denied' })
  if (tooFast) return refused({ why: 'too_fast', intervalSeconds })
  return state === 'approved' ? accepted(polled) : refused({ why: 'pending' })
}
