/** Defects of clients of the SDK that act for people, and of the page on which a person ends it. */
import { caughtBy, type TestedDefect } from './tested-defect.ts'

const account = caughtBy('server/test/acting/account')
const requests = caughtBy('sdk/test/requests')

export const ACTING_CLIENT_DEFECTS: readonly TestedDefect[] = [
  requests(
    'the answers of the SDK are shared by all people for whom a client acts',
    'is used again within its time, and only by the same user for the same person',
    'sdk/src/requests',
    '\\n${headers.get(ON_BEHALF_OF)}',
    '',
  ),
  requests(
    'a client for a person sends the credential to any server',
    'sends Basic where its client does, and no credential to another server',
    'sdk/src/user-client',
    'if (!url.startsWith(settings.baseUrl) || !isForPerson) return settings.fetch(url, init)',
    'if (!isForPerson) return settings.fetch(url, init)',
  ),
  requests(
    'a client for a person takes the place of a caller',
    'puts its client’s credential in the place of no other, and signs its client out nowhere',
    'sdk/src/user-client',
    "sent.has('X-Medplum-On-Behalf-Of') && !sent.has('Authorization')",
    "sent.has('X-Medplum-On-Behalf-Of')",
  ),
  requests(
    'a client for a person outlives the sign-in of its client',
    'ends with the sign-in of its client: nothing read before is shown, and no other credential is used',
    'sdk/src/user-client',
    'if (!isOwn && owner !== undefined && ownerIn(current.credential) !== owner) throw left()',
    '',
  ),
  account(
    'who may not sign in to a project lets programs act there',
    'is listed once it acted; the person ends it at once, and allows it again',
    'server/src/endpoints/account/acts',
    "if (act.do !== 'accept' && act.do !== 'allow-acting') return true",
    "if (act.do !== 'accept') return true",
  ),
  account(
    'what the person ended goes on',
    'is listed once it acted; the person ends it at once, and allows it again',
    'server/src/endpoints/account/acts',
    "await publishInvalidations(tx, [{ kind: 'membership', subject: membershipId }], now)",
    '',
  ),
]
