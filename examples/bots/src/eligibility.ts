/**
 * An outside API with a secret. Asks a payer whether a coverage is in force. The secret and the host are named on the Bot
 * (`secretName`, `allowedHost`): neither is in the code, and the code reaches no other host.
 */
import { type BotEvent, createReference, type MedplumClient } from '@medplum/core'
import type { Coverage, CoverageEligibilityResponse, Organization, Reference } from '@medplum/fhirtypes'

const PAYER = 'https://payer.example/v1/eligibility'

export async function handler(client: MedplumClient, event: BotEvent<Coverage>): Promise<CoverageEligibilityResponse> {
  const coverage = event.input
  const key = event.secrets['PAYER_KEY']?.valueString
  if (key === undefined) throw new Error('The project has no secret PAYER_KEY.')

  const response = await fetch(PAYER, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ member: coverage.subscriberId }),
    signal: AbortSignal.timeout(5_000),
  })
  if (!response.ok) throw new Error(`The payer answered ${response.status}.`)
  const { active, until } = (await response.json()) as { active: boolean; until?: string }

  return client.createResource<CoverageEligibilityResponse>({
    resourceType: 'CoverageEligibilityResponse',
    status: 'active',
    purpose: ['validation'],
    created: new Date().toISOString(),
    outcome: 'complete',
    patient: coverage.beneficiary,
    insurer: coverage.payor[0] as Reference<Organization>,
    request: { display: `Coverage/${coverage.id}` },
    insurance: [
      {
        coverage: createReference(coverage),
        inforce: active,
        ...(until !== undefined && { benefitPeriod: { end: until } }),
      },
    ],
  })
}
