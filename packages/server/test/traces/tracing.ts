import { type Answer, type Caller, type WorldOptions } from '@damson/testkit'
import { must } from '../identity/steps.ts'
import type { Visit } from '../signin/cookie-browser.ts'
import { type Hosted, startHosted } from '../signin/hosted.ts'

/** A step as the JSON face shows it. */
export interface ShownStep {
  readonly id: string
  readonly kind: string
  readonly request: string
  readonly status: number
  readonly error?: string
  readonly outcome?: string
  readonly parameters: readonly { readonly name: string; readonly value: string }[]
  readonly findings: readonly { readonly severity: string; readonly what: string; readonly remedy: string }[]
}

/** A clinic whose project is in developer mode. */
export async function startTraced(options: WorldOptions = {}): Promise<Hosted> {
  const hosted = await startHosted(options)
  must(await developerMode(hosted.world.call, hosted.clinic))
  return hosted
}

export const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString()

/** Turns developer mode on, or with null off. */
export async function developerMode(
  call: Caller,
  { project, token }: { readonly project: string; readonly token: string },
  until: string | null = inHours(20),
): Promise<Answer> {
  const { body } = must(await call(`fhir/R4/Project/${project}`, { token }))
  const { developerModeUntil: _, ...rest } = body
  const json = { ...rest, ...(until !== null && { developerModeUntil: until }) }
  return call(`fhir/R4/Project/${project}`, { method: 'PUT', json, token })
}

/** The trace id of a refusal, wherever it stands. */
export function traceIdOf(refused: Answer | Visit): string {
  const uri =
    'location' in refused && refused.location !== '' ? new URL(refused.location).searchParams.get('error_uri') : null
  const id = uri?.split('/').pop() ?? refused.headers.get('trace-id')
  if (id == null || id === '') throw new Error(`${refused.status} carries no trace id: ${refused.text}`)
  return id
}

export async function traceOf(hosted: Hosted, id: string): Promise<readonly ShownStep[]> {
  const answer = must(
    await hosted.world.call(`auth/trace/${id}`, {
      token: hosted.clinic.token,
      headers: { Accept: 'application/json' },
    }),
  )
  return answer.body.steps
}
