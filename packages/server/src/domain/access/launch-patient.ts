/** Whether a scope is about one patient, who must be known before anything is granted. */
export function wantsPatient(scope: string): boolean {
  return scope.split(' ').some((word) => word === 'launch/patient' || word.startsWith('patient/'))
}

/** Whether a scope asks for what was open in the EHR that launched the app. */
export function wantsLaunch(scope: string): boolean {
  return scope.split(' ').some((word) => word === 'launch' || word === 'launch/encounter')
}

/** A profile that is a patient is the patient. */
export function patientOf(profile: string): string | undefined {
  return profile.startsWith('Patient/') ? profile : undefined
}
