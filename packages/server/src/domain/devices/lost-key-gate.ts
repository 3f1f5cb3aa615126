import { accepted, type ClientApplication, refused } from '@damson/fhir'
import { readKeySet } from '#domain/clients'
import { type Gate, invalid } from '#domain/resources'
import { lostAmong } from './devices.store.ts'
import { thumbprintOf } from './key.ts'

/** The key of a device that was lost is never a key again, whoever writes it into whichever client of the project. */
export const lostKeyGate: Gate = async (tx, { project, before, after }) => {
  const client = after as ClientApplication | undefined
  const earlier = before as ClientApplication | undefined
  if (client?.jwks === undefined || JSON.stringify(client.jwks) === JSON.stringify(earlier?.jwks)) return accepted([])
  const keys = readKeySet(client.jwks, 'registered')
  const thumbprints = keys.ok ? await Promise.all(keys.value.map(thumbprintOf)) : []
  return (await lostAmong.one(tx, project, thumbprints)).lost
    ? refused(
        invalid(
          'lost_key',
          'This is the key of a device that was lost: let the device make a new key.',
          'ClientApplication.jwks',
        ),
      )
    : accepted([])
}
