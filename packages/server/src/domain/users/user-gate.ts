import { accepted, refused, type User } from '@damson/fhir'
import { type Gate, writeRefusal } from '#domain/resources'

/** Only the server's own flows write users; this gate stops what they must not let through. */
export const userGate: Gate = async (_tx, change) => {
  const user = change.after as User | undefined
  if (user?.mfaRequired === true) {
    return refused(
      writeRefusal(
        'invalid',
        'mfa_not_available',
        'This version cannot require a second factor yet: leave out mfaRequired.',
        'User.mfaRequired',
      ),
    )
  }
  return accepted([{ kind: 'user', subject: change.id }])
}
