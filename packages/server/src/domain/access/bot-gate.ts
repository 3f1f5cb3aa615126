import { accepted } from '@damson/fhir'
import type { Gate } from '#domain/resources'
import { forgetActing } from './acting.store.ts'

/** Makes nodes reread the Bot's grantee, which they cache by its client id. */
export const botGate: Gate = async (tx, { project, id, after }) => {
  if (after === undefined) await forgetActing.run(tx, { project, id })
  return accepted([{ kind: 'client', subject: id }])
}
