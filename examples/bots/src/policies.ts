import type { AccessPolicyResource } from '@medplum/fhirtypes'

const BOTS = 'https://hillside.example/bots'

/** What each Bot may do; nothing else. */
export const POLICIES: Readonly<Record<string, AccessPolicyResource[]>> = {
  'lab-results': [
    { resourceType: 'Patient', interaction: ['search'] },
    { resourceType: 'Observation', interaction: ['search', 'create'] },
  ],
  admissions: [
    { resourceType: 'Patient', interaction: ['search', 'create', 'update'] },
    { resourceType: 'Encounter', interaction: ['search', 'create', 'update'] },
  ],
  'intake-form': [
    { resourceType: 'Patient', interaction: ['create'] },
    { resourceType: 'QuestionnaireResponse', interaction: ['create'] },
  ],
  eligibility: [{ resourceType: 'CoverageEligibilityResponse', interaction: ['create'] }],
  'payment-webhook': [{ resourceType: 'Invoice', interaction: ['read', 'search', 'update'] }],
  'daily-report': [
    { resourceType: 'Observation', interaction: ['search'] },
    { resourceType: 'DocumentReference', interaction: ['read', 'create', 'update'] },
    { resourceType: 'Binary', interaction: ['create'] },
  ],
  'scan-inbox': [
    { resourceType: 'DocumentReference', interaction: ['read', 'create', 'update'] },
    { resourceType: 'Binary', interaction: ['create'] },
  ],
  'message-router': [
    {
      resourceType: 'Bot',
      criteria: `Bot?identifier=${BOTS}|lab-results,${BOTS}|admissions`,
      interaction: ['read'],
    },
  ],
  'overdue-tasks': [{ resourceType: 'Task', interaction: ['search', 'update'] }],
  'consent-notice': [
    { resourceType: 'Flag', interaction: ['search', 'create'] },
    { resourceType: 'Task', interaction: ['create'] },
  ],
}
