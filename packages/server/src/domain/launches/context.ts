/** Another resource that was open besides patient and encounter. */
export interface FhirContextItem {
  /** `Type/id` */
  readonly reference?: string
  readonly canonical?: string
  readonly identifier?: Readonly<Record<string, unknown>>
  readonly type?: string
  readonly role?: string
}

/** The launch context besides the patient, as in the token response (SMART App Launch 2.2). */
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
  // Only `openLaunch` writes it.
  return text === null ? undefined : (JSON.parse(text) as LaunchContext)
}
