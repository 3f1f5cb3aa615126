import { refused } from '@damson/fhir'
import { UnsecuredJWT } from 'jose'
import { expect, test } from 'vitest'
import type { Client } from '#domain/clients'
import type { ForeignIssuer, IssuerTokenRefusal } from '#domain/issuers'
import { proveWorkload, type WorkloadDeps } from './workload.ts'

const ISSUER = 'https://forge.example'

/** The issuers whose signatures were checked before a client's token was refused. */
async function checked(client: object | undefined, why: IssuerTokenRefusal['why']): Promise<readonly string[]> {
  const asked: string[] = []
  // Only what the code under test uses.
  const deps = {
    throttle: { secretsSpent: () => undefined, wrongSecret: () => Promise.resolve({ allowed: true }) },
    clients: { find: () => Promise.resolve(client as Client | undefined) },
    issuerTokens: {
      verify(_: string, from: ForeignIssuer | undefined) {
        asked.push(from?.issuer ?? 'nobody')
        return Promise.resolve(refused({ why: from === undefined ? 'wrong_signature' : why }))
      },
    },
  } as unknown as WorkloadDeps
  const token = new UnsecuredJWT({ iss: ISSUER }).encode()
  const proven = await proveWorkload(deps, token, 'id', { address: '', issuer: {} as never })
  expect(proven).toMatchObject({ ok: false, refusal: { why: 'unknown_workload' } })
  return asked
}

test('whoever is named, a signature is checked before a workload is refused', async () => {
  const workloads = (issuer: string): object => ({ resource: { workloadIdentity: [{ issuer }] } })
  expect(await checked(workloads(ISSUER), 'wrong_signature')).toEqual([ISSUER])
  expect(await checked(workloads(ISSUER), 'unknown_key')).toEqual([ISSUER, 'nobody'])
  expect(await checked(workloads('https://other.example'), 'wrong_signature')).toEqual(['nobody'])
  expect(await checked(undefined, 'wrong_signature')).toEqual(['nobody'])
})
