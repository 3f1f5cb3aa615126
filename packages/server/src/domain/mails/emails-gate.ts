import type { Project } from '@damson/fhir'
import { accepted, refused } from '@damson/fhir'
import type { Gate } from '#domain/resources'
import { emailsProblem } from './own-texts.ts'

/** A project's own texts are ones that every e-mail can be made from. */
export const emailsGate: Gate = (_tx, { after }) => {
  const problem = after === undefined ? undefined : emailsProblem(after as Project)
  return Promise.resolve(problem === undefined ? accepted([]) : refused(problem))
}
