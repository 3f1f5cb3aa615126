import { accepted, type ClientApplication, refused } from '@damson/fhir'
import type { Tx } from '#base/db'
import { readKeySet } from '#domain/clients'
import { type Gate, invalid } from '#domain/resources'
import { lostAmong } from './devices.store.ts'
import { markOfKeyUrl, thumbprintOf } from './key.ts'

/**
 * The key of a device that was lost is never a key again, whoever writes it into whichever client of the project; nor are the
 * keys at its address for this device.
 */
export const lostKeyGate: Gate = async (tx, { project, id, before, after }) => {
  const client = after as ClientApplication | undefined
  const earlier = before as ClientApplication | undefined
  const { jwks, jwksUri } = client ?? {}
  if (jwks !== undefined && JSON.stringify(jwks) !== JSON.stringify(earlier?.jwks)) {
    const keys = readKeySet(jwks, 'registered')
    const thumbprints = await Promise.all(keys.ok ? keys.value.map(thumbprintOf) : [])
    if (await isLost(tx, project, thumbprints))
      return refused(invalid('lost_key', `This is the key of ${LOST}`, 'ClientApplication.jwks'))
  }
  const isMoved = jwksUri !== undefined && jwksUri !== earlier?.jwksUri
  return isMoved && (await isLost(tx, project, [markOfKeyUrl(id, jwksUri)]))
    ? refused(invalid('lost_key', `The key at this address is that of ${LOST}`, 'ClientApplication.jwksUri'))
    : accepted([])
}

const LOST = 'a device that was lost: let the device make a new key.'

async function isLost(tx: Tx, project: string, marks: readonly string[]): Promise<boolean> {
  return (await lostAmong.one(tx, project, marks)).lost
}
