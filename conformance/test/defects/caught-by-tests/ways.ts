/** Defects that leave out one of the ways to sign in, where all others are held to a rule. */
import { caughtBy, type TestedDefect } from './tested-defect.ts'

const ways = caughtBy('server/test/ways/every-way')
const STATE = 'server/src/domain/signin/state'
const FACTOR = 'factor: factorDemandOf('
const GRANTEES = 'server/src/domain/access/grantees'

/** Nobody is asked for a second factor who was proven by this method. */
const unasked = (way: string, method: string): TestedDefect =>
  ways(
    `nobody is asked for a second factor ${way}`,
    'is asked for before %s ends in a login',
    STATE,
    FACTOR,
    `factor: login.method === '${method}' ? 'none' : factorDemandOf(`,
  )

export const WAYS_DEFECTS: readonly TestedDefect[] = [
  unasked('in a token exchange', 'exchange'),
  unasked('by a provider’s token as Bearer', 'bearer'),
  unasked('when a provider sends them back', 'external'),
  unasked('who has just registered', 'registration'),
  unasked('by a passkey that was only touched', 'passkey'),
  unasked('by an e-mail alone', 'email'),
  ways(
    'nobody is asked for a second factor whom an EHR launches',
    'is asked for before %s ends in a login',
    STATE,
    FACTOR,
    `factor: login.launch !== null ? 'none' : factorDemandOf(`,
  ),
  ways(
    'the role of an administrator demands nothing of sign-ins that last',
    'raises no level of somebody who signed in before, by %s',
    GRANTEES,
    ', ...demandsOfRole(project, membership)]',
    ']',
  ),
  ways(
    'rules on addresses do not hold for who comes from a provider',
    'shut somebody out by %s',
    STATE,
    'addressAllowed: await isAddressAllowed(',
    `addressAllowed: login.method === 'external' || await isAddressAllowed(`,
  ),
  ways(
    'a domain’s rule does not hold for who has just registered',
    'is held to by %s',
    'server/src/domain/signin/choices',
    'const problem = await addressProblem(tx, { ...way, project: requestedProject ?? undefined }, rules)',
    'const problem = undefined',
  ),
  ways(
    'an account that is off goes on with a sign-in that was begun',
    'opens nothing by %s',
    STATE,
    'const gone = login.isActive !== true || ',
    'const gone = ',
  ),
  ways(
    'a membership that is off goes on with a sign-in that was begun',
    'gives access to nothing by %s',
    STATE,
    '!isMember || ',
    '',
  ),
  ways(
    'an app that is off goes on with a sign-in that was begun',
    'signs nobody in by %s',
    STATE,
    ' || (login.clientId !== null && client?.active !== true)',
    '',
  ),
  ways(
    'a membership that is off gets tokens',
    'gives access to nothing by %s',
    GRANTEES,
    "  if (!row.membershipActive) return 'inactive_membership'\n",
    '',
  ),
  ways(
    'an account that is off gets tokens',
    'opens nothing by %s',
    GRANTEES,
    "  if (row.userActive === false) return 'inactive_user'\n",
    '',
  ),
]
