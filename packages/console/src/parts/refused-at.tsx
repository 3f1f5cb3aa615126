import type { ReactNode } from 'react'
import { Refusal } from '#api'
import { Told } from './refusals/said.tsx'

/** What the server found wrong with one element, such as `Bot.allowedHost`, to be said at its field. */
export function refusedAt(error: Error | null, element: string): ReactNode {
  if (!(error instanceof Refusal)) return undefined
  const issues = error.issues.filter(({ at = '' }) => at === element || at.startsWith(`${element}[`))
  return issues.length === 0 ? undefined : <Told issues={issues} />
}
