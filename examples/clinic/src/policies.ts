import type { AccessPolicyResource, ProjectMembership } from '@damson/sdk'

/** The one questionnaire that the pipeline publishes. */
export const QUESTIONNAIRE_URL = 'https://hillside.example/Questionnaire/intake'

/** For whom the proxy of the legacy app may act: it says so, since the app has no sign-in of its own. */
export const ACTS_FOR: NonNullable<ProjectMembership['actFor']> = [{ how: 'asserted', profileType: ['Practitioner'] }]

/** What each may do; nothing else. */
export const POLICIES = {
  /** People at the clinic: every patient, for reading; measurements, for writing too. */
  clinician: [
    { resourceType: 'Patient', readonly: true },
    { resourceType: 'Observation', interaction: ['read', 'vread', 'search', 'history', 'create', 'update'] },
  ],
  /** The proxy of the legacy app. */
  server: [{ resourceType: 'Patient', interaction: ['read', 'search'] }],
  /** The analyzer finds the patient that a result is of, and the result where it was sent before. */
  analyzer: [
    { resourceType: 'Patient', interaction: ['search'] },
    { resourceType: 'Observation', interaction: ['search', 'create'] },
  ],
  /** The host that cannot do OAuth hands in readings, and sees nothing. */
  gateway: [{ resourceType: 'Observation', interaction: ['create'] }],
  /** The pipeline writes one questionnaire, found by its address. */
  pipeline: [
    {
      resourceType: 'Questionnaire',
      criteria: `Questionnaire?url=${QUESTIONNAIRE_URL}`,
      interaction: ['search', 'create', 'update'],
    },
  ],
} satisfies Readonly<Record<string, AccessPolicyResource[]>>
