import { accepted, type User } from '@damson/fhir'
import type { Gate } from '#domain/resources'
import { putMfaRequired } from './users.store.ts'

/** Only the server's own flows write users; this gate keeps their table in step. */
export const userGate: Gate = async (tx, change) => {
  const isRequired = (user: unknown): boolean => (user as User | undefined)?.mfaRequired === true
  if (isRequired(change.after) !== isRequired(change.before))
    await putMfaRequired.run(tx, isRequired(change.after), change.id)
  return accepted([{ kind: 'user', subject: change.id }])
}
