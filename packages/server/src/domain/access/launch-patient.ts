/** Whether a scope is about one patient, who must be known before the grant. */
export function wantsPatient(scope: string): boolean {
  return scope.split(' ').some((word) => word === 'launch/patient' || word.startsWith('patient/'))
}

/** Whether a scope asks for the context of the EHR that launched the app. */
export function wantsLaunch(scope: string): boolean {
  return scope.split(' ').some((word) => word === 'launch' || word === 'launch/encounter')
}

/** The patient, if the profile is one. */
export function patientOf(profile: string): string | undefined {
  return profile.startsWith('Patient/') ? profile : undefined
}
