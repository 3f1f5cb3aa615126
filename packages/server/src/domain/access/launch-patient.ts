/** Whether a scope is about one patient, who must be known before anything is granted. */
export function wantsPatient(scope: string): boolean {
  return scope.split(' ').some((word) => word === 'launch/patient' || word.startsWith('patient/'))
}

/** A profile that is a patient is the patient. */
export function patientOf(profile: string): string | undefined {
  return profile.startsWith('Patient/') ? profile : undefined
}
