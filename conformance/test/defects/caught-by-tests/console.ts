/** Defects of the console's sign-in, and of what administrators are shown by it. */
import { caughtBy, type TestedDefect } from './tested-defect.ts'

const audit = caughtBy('server/test/fhir/audit-views')
const table = caughtBy('server/src/endpoints/fhir/audit-csv')
const client = caughtBy('server/test/signin/console-client')
const redirects = caughtBy('server/src/domain/clients/redirect-uri')
const again = caughtBy('console/test/again')
const posture = caughtBy('server/test/tenants/posture')

export const CONSOLE_DEFECTS: readonly TestedDefect[] = [
  audit(
    'who watches reads the whole audit with one event a minute',
    'is no way to read what is long ago with one event a minute',
    'server/src/endpoints/fhir/audit-watch',
    'if (from.at.getTime() < now.getTime() - LIVE_MS)',
    'if (from.at.getTime() < 0)',
  ),
  audit(
    'an export goes on after its reader has lost the right',
    'visits many events in pieces, and ends in the middle once its reader may not read them any more',
    'server/src/endpoints/fhir/audit-export',
    'context = { ...begun, grantee: await begun.granteeNow() }',
    'context = begun',
  ),
  table(
    'a cell of an export is a formula where semicolons separate cells',
    'a spreadsheet calculates nothing in %j',
    'server/src/endpoints/fhir/audit-csv',
    String.raw`/(^|[;\t\r\n])(?=[ "]*[`,
    '/(^)(?=[ "]*[',
  ),
  table(
    'a cell of an export is a formula after a quote',
    'a spreadsheet calculates nothing in %j',
    'server/src/endpoints/fhir/audit-csv',
    '(?=[ "]*[',
    '(?=[ ]*[',
  ),
  client(
    'the console gets a refresh token on the hosted pages',
    'never gets a refresh token',
    'server/src/endpoints/signin/authorize/authorize-request',
    'accepted(withoutRefresh(scope.value))',
    'scope',
  ),
  client(
    'the console signs in by the JSON API, and gets a refresh token',
    'is no client of the sign-in API, which would give it a refresh token',
    'server/src/endpoints/auth/gatekeeping',
    'if (client === undefined || isConsole(client.id))',
    'if (client === undefined)',
  ),
  redirects(
    'any program of the machine gets an administrator’s code',
    'of the console is its issuer’s own alone: on another port, somebody else’s program listens',
    'server/src/domain/clients/redirect-uri',
    "client.authMethod === 'none' && client.id !== STORED_CONSOLE",
    "client.authMethod === 'none'",
  ),
  again(
    'a form is sent as somebody else who signed in in the window for a fresh proof',
    'goes on with the same membership, does nothing as somebody else, and then asks who it is',
    'console/src/session/session',
    "if (asksWho) return 'other'",
    '// Nobody asks.',
  ),
  posture(
    'an administrator hears of members and clients that their policy hides',
    'names of those near a limit only whom the administrator may see, as the figures do',
    'server/src/domain/posture/near-limits',
    'rows.filter(({ subject }) => seen.has(subject))',
    'rows',
  ),
  posture(
    'what is left of limits names clients that a policy hides',
    'names of those near a limit only whom the administrator may see, as the figures do',
    'server/src/endpoints/fhir/rate-limits',
    'const shown = limited.filter(({ id }) => seen.has(id))',
    'const shown = limited',
  ),
]
