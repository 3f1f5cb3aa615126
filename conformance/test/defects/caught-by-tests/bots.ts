/** Defects of Bots that run. */
import { caughtBy, type TestedDefect } from './tested-defect.ts'

const decided = caughtBy('access/src/acting')
const executed = caughtBy('server/test/bots/execute')
const formed = caughtBy('server/test/bots/forms')

const AS_CALLER = 'with runAsUser does what both may do, for its caller, and nothing with the closed types'

export const BOT_DEFECTS: readonly TestedDefect[] = [
  decided(
    'a Bot with runAsUser touches the closed types',
    'touches no closed type, though both may, and says so',
    'access/src/decision-table',
    'sharing.closed !== undefined && closedTypes.has(resourceType)',
    "sharing.closed !== undefined && resourceType === ''",
  ),
  executed(
    'a Bot with runAsUser has its own rights alone',
    AS_CALLER,
    'server/src/domain/access/running',
    'runningAccess(bot.access, caller.access)',
    'bot.access',
  ),
  executed(
    'a Bot with runAsUser has the rights of its caller alone',
    AS_CALLER,
    'server/src/domain/access/running',
    'runningAccess(bot.access, caller.access)',
    'caller.access',
  ),
  executed(
    'a Bot acts with the rights of its caller',
    'does what its policy says and no more, whatever its caller may do',
    'server/src/domain/bots/bots',
    'const grantee = runningGrantee(bot.value, caller, asCaller)',
    'const grantee = caller ?? runningGrantee(bot.value, caller, asCaller)',
  ),
  executed(
    'a run keeps the rights that its Bot began with',
    'loses what is taken from it while it runs',
    'server/src/domain/bots/bots',
    'run: { actsAs, origin,',
    'run: { actsAs: async () => acting, origin,',
  ),
  executed(
    'the event of a Bot does not say who called it',
    'is the author of what it writes, in history and audit, with its caller as a second agent',
    'server/src/domain/access/grantee',
    'const calledBy = caller && { reference: caller.profile, actedFor: caller.actedFor }',
    'const calledBy = undefined',
  ),
  executed(
    'a Bot acts for a person without its own actFor',
    'acts for a person where its own actFor allows it, and for nobody else',
    'server/src/endpoints/fhir/bot-calls',
    'const acting = named === undefined ? context :',
    'const acting = named !== context.traceId ? context :',
  ),
  executed(
    'Bots call each other without end',
    'of Bots that call each other, the fifth is the last',
    'server/src/domain/bots/bots',
    'if (depth > MOST_DEPTH) return',
    'if (depth > MOST_DEPTH + 1) return',
  ),
  executed(
    'a request of a Bot begins after its run has ended',
    'begins nothing once its run has ended',
    'server/src/endpoints/fhir/bot-calls',
    'if (signal.aborted) throw',
    'if (signal.aborted && traceId === undefined) throw',
  ),
  formed(
    'a Bot is told the credential of its caller',
    'is told who asks and with which headers, and not with which credential',
    'server/src/endpoints/fhir/bot-headers',
    'value === undefined || CREDENTIALS.has(name)',
    'value === undefined',
  ),
  formed(
    'HEAD runs a Bot',
    'is nothing, or the query of a GET',
    'server/src/endpoints/fhir/routes',
    "request.method === 'HEAD' && !path.endsWith('/$execute') ?",
    "request.method === 'HEAD' ?",
  ),
]
