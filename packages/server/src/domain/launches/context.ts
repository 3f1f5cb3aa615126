/** One thing that was open beside patient and encounter. */
export interface FhirContextItem {
  /** `Type/id` */
  readonly reference?: string
  readonly canonical?: string
  readonly identifier?: Readonly<Record<string, unknown>>
  readonly type?: string
  readonly role?: string
}

/** What a launch tells the app beside the patient, as the token response says it (SMART App Launch 2.2). */
export interface LaunchContext {
  /** An id. */
  readonly encounter?: string
  readonly fhirContext?: readonly FhirContextItem[]
  readonly need_patient_banner: boolean
  readonly smart_style_url: string
  readonly intent?: string
  readonly tenant?: string
}

/** The context of a login that took a launch; undefined for any other. */
export function readLaunchContext(text: string | null): LaunchContext | undefined {
  // Written by `openLaunch` alone.
  return text === null ? undefined : (JSON.parse(text) as LaunchContext)
}
