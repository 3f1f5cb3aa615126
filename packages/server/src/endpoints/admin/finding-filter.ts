import { badRequest, type Form } from '#answers'
import { told } from '#base/findings'
import { LISTED_FINDINGS } from '#domain/posture'
import type { Administrator } from './administrator.ts'

type Listed = typeof LISTED_FINDINGS

/** The finding that a list is asked by, with the code that the posture gives it; undefined: by none. */
export function readFinding<Type extends keyof Listed>(form: Form, type: Type): Listed[Type][number] | undefined {
  const given = form.get('finding')
  if (given === undefined) return undefined
  const codes: readonly Listed[Type][number][] = LISTED_FINDINGS[type]
  const code = codes.find((one) => one === given)
  if (code === undefined) throw badRequest(told`finding must be ${codes.join(' or ')}.`, 'finding', 'invalid_finding')
  return code
}

/** Who asks, of which project, as the posture knows them. */
export function askingBy({ grantee, project }: Administrator, now: Date) {
  return { grantee, project: { ...project.resource, id: project.id }, now }
}
