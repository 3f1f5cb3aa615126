/** What a setting of the project holds, and in which bounds the server takes it. A test holds both against each other. */
export type Setting =
  | { readonly name: string; readonly kind: 'flag' | 'text' }
  /** `usual`: what holds if nothing is set and the operator has set nothing else; 0 is never. */
  | {
      readonly name: string
      readonly kind: 'number'
      readonly least: number
      readonly most: number
      readonly usual?: number
    }
  /** One of some words. */
  | { readonly name: string; readonly kind: 'choice'; readonly words: readonly string[] }
  /** Several of some words. */
  | { readonly name: string; readonly kind: 'words'; readonly words: readonly string[] }

const PEOPLE = ['Patient', 'Practitioner', 'RelatedPerson'] as const
const minutes = (least: number, most: number, usual: number) => ({ kind: 'number', least, most, usual }) as const
const upTo = (most: number, least = 1) => ({ kind: 'number', least, most }) as const
const MOST_REQUESTS = 10_000_000
const LEAST_POINTS = 1_000

export const AAL = ['http://idmanagement.gov/ns/assurance/aal/1', 'http://idmanagement.gov/ns/assurance/aal/2'] as const

/** The settings that the console has words for, by where they are shown. Others are changed as text. */
export const SETTINGS = {
  proof: [
    { name: 'mfaRequired', kind: 'flag' },
    { name: 'minimumAcr', kind: 'choice', words: AAL },
    { name: 'allowedMfaMethods', kind: 'words', words: ['totp', 'email', 'sms'] },
    { name: 'smsCountries', kind: 'text' },
    { name: 'rememberBrowserDays', ...upTo(30), usual: 0 },
    { name: 'newBrowserCode', kind: 'words', words: PEOPLE },
    { name: 'emailSignIn', kind: 'words', words: PEOPLE },
    { name: 'smsSignIn', kind: 'words', words: PEOPLE },
    { name: 'adminStepUp', kind: 'flag' },
    { name: 'machineApproval', kind: 'flag' },
  ],
  sessions: [
    { name: 'staffIdleMinutes', ...minutes(5, 1_440, 30) },
    { name: 'staffOverallMinutes', ...minutes(15, 43_200, 720) },
    { name: 'patientIdleMinutes', ...minutes(5, 1_440, 60) },
    { name: 'patientOverallMinutes', ...minutes(15, 43_200, 1_440) },
    { name: 'sharedStation', kind: 'flag' },
    { name: 'sharedStationIdleMinutes', ...minutes(5, 60, 15) },
    { name: 'deviceSignIn', kind: 'flag' },
    { name: 'deviceEnrolment', kind: 'flag' },
  ],
  people: [
    { name: 'activationCodes', kind: 'flag' },
    { name: 'botCheck', kind: 'choice', words: ['off', 'pow', 'recaptcha'] },
    { name: 'recordAccess', kind: 'choice', words: ['roles', 'names'] },
    { name: 'termsVersion', kind: 'text' },
    { name: 'termsUrl', kind: 'text' },
    { name: 'privacyUrl', kind: 'text' },
    { name: 'userAccessBrand', kind: 'text' },
  ],
  bots: [
    { name: 'botRunsAtOnce', ...upTo(50) },
    { name: 'botSeconds', ...upTo(60) },
    { name: 'botProcessorSeconds', ...upTo(5) },
    { name: 'botMemoryMegabytes', ...upTo(64, 8) },
    { name: 'botCalls', ...upTo(1_000) },
    { name: 'botOutputKilobytes', ...upTo(4_096) },
    { name: 'botLogKilobytes', ...upTo(64) },
  ],
  requests: [
    { name: 'fhirRequestsPerPerson', ...upTo(MOST_REQUESTS) },
    { name: 'fhirRequestsPerMachine', ...upTo(MOST_REQUESTS) },
    { name: 'fhirRequestsOfProject', ...upTo(MOST_REQUESTS) },
    { name: 'userFhirQuota', ...upTo(MOST_REQUESTS, LEAST_POINTS) },
    { name: 'totalFhirQuota', ...upTo(MOST_REQUESTS, LEAST_POINTS) },
  ],
} as const satisfies Readonly<Record<string, readonly Setting[]>>

export type SettingGroup = keyof typeof SETTINGS
export type SettingName = (typeof SETTINGS)[SettingGroup][number]['name']
