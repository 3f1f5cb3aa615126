/** Defects that leave out one of the ways to sign in, where all others are held to a rule. */
import { caughtBy, oneOf, type TestedDefect, type TestName } from './tested-defect.ts'

const ways = caughtBy('server/test/ways/every-way')
const STATE = 'server/src/domain/signin/state'
const FACTOR = 'factor: factorDemandOf('
const GRANTEES = 'server/src/domain/access/grantees'

/** That whoever comes on a way is asked for the factor that the project demands. */
const asked = (way: string): TestName =>
  oneOf('is asked for before %s ends in a login', way, 'a second factor that the project demands')

/** Nobody is asked for a second factor who was proven by this method. */
const unasked = (how: string, way: string, method: string): TestedDefect =>
  ways(
    `nobody is asked for a second factor ${how}`,
    asked(way),
    STATE,
    FACTOR,
    `factor: login.method === '${method}' ? 'none' : factorDemandOf(`,
  )

export const WAYS_DEFECTS: readonly TestedDefect[] = [
  unasked('in a token exchange', 'POST /oauth2/token, in exchange', 'exchange'),
  unasked('by a provider’s token as Bearer', 'GET /auth/me, with a provider’s token', 'bearer'),
  unasked('when a provider sends them back', 'GET /auth/external/:kind/:id', 'external'),
  unasked('who has just registered', 'POST /auth/newpatient', 'registration'),
  unasked('by a passkey that was only touched', 'POST /signin, with a passkey that was touched', 'passkey'),
  unasked('by an e-mail alone', 'POST /signin/mail/:id', 'email'),
  ways(
    'nobody is asked for a second factor whom an EHR launches',
    asked('POST /signin, launched by an EHR'),
    STATE,
    FACTOR,
    `factor: login.launch !== null ? 'none' : factorDemandOf(`,
  ),
  ways(
    'the role of an administrator demands nothing of sign-ins that last',
    oneOf(
      'raises no level of somebody who signed in before, by %s',
      'POST /oauth2/token, with a refresh token',
      'a second factor that the role of an administrator demands',
    ),
    'server/src/domain/access/made-grantee',
    ', ...demandsOfRole(project, membership)]',
    ']',
  ),
  ways(
    'rules on addresses do not hold for who comes from a provider',
    oneOf('shut somebody out by %s', 'GET /auth/external/:kind/:id', 'rules on addresses of the project'),
    STATE,
    'addressAllowed: await isAddressAllowed(',
    `addressAllowed: login.method === 'external' || await isAddressAllowed(`,
  ),
  ways(
    'a domain’s rule does not hold for who has just registered',
    oneOf('is held to by %s', 'POST /auth/newproject', 'an enforced domain of the server'),
    'server/src/domain/signin/choices',
    'const problem = await addressProblem(tx, { ...way, project: requestedProject ?? undefined }, rules)',
    'const problem = undefined',
  ),
  ways(
    'an account that is off goes on with a sign-in that was begun',
    oneOf('opens nothing by %s', 'GET /auth/login/:login', 'an account that is off'),
    STATE,
    'const gone = login.isActive !== true || ',
    'const gone = ',
  ),
  ways(
    'a membership that is off goes on with a sign-in that was begun',
    oneOf('gives access to nothing by %s', 'GET /auth/login/:login', 'a membership that is off'),
    STATE,
    '!isMember || ',
    '',
  ),
  ways(
    'an app that is off goes on with a sign-in that was begun',
    oneOf('signs nobody in by %s', 'GET /signin/:flow', 'an app that is off'),
    STATE,
    ' || (login.clientId !== null && client?.active !== true)',
    '',
  ),
  ways(
    'a membership that is off gets tokens',
    oneOf('gives access to nothing by %s', 'POST /oauth2/token, with a refresh token', 'a membership that is off'),
    GRANTEES,
    "  if (!row.membershipActive) return 'inactive_membership'\n",
    '',
  ),
  ways(
    'an account that is off gets tokens',
    oneOf('opens nothing by %s', 'POST /oauth2/token, with a refresh token', 'an account that is off'),
    GRANTEES,
    "  if (row.userActive === false) return 'inactive_user'\n",
    '',
  ),
]
