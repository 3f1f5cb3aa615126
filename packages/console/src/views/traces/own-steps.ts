import type { Step } from './told.ts'

/**
 * The steps that belong to what is asked about. A request to the API has the sign-in that its token came from, and none of the
 * other requests that were made with that sign-in: they say nothing of this one.
 */
export function ownSteps(steps: readonly Step[], id: string): readonly Step[] {
  const asked = steps.find((step) => step.id === id)
  return asked?.kind === 'api' ? steps.filter((step) => step.kind !== 'api' || step === asked) : steps
}
