/** Defects of Bots that run. */
import { caughtBy, oneOf, type TestedDefect } from './tested-defect.ts'

const decided = caughtBy('access/src/acting')
const executed = caughtBy('server/test/bots/execute')
const formed = caughtBy('server/test/bots/forms')
const later = caughtBy('server/test/bots/jobs')
const turned = caughtBy('server/test/bots/jobs-turns')

const watched = caughtBy('server/test/bots/watched-runs')
const logged = caughtBy('server/test/bots/logs')
const called = caughtBy('server/test/bots/outside-calls')

const deployed = caughtBy('server/test/bots/deploy')
const bundled = caughtBy('server/src/base/bundler/bundler')
const secret = caughtBy('server/test/bots/secrets')
const stepped = caughtBy('server/test/tenants/admin-step-up')
const above = caughtBy('server/test/tenants/above-own-role')

const BROUGHT = 'a deployer brings code to the Bots whose policies are listed, and to none that acts as others'
const PROVEN = 'code of a Bot and secrets ask for a proof whatever the project says'
const DEPLOYS = 'come from whoever may still deploy when they are bundled; who may not, has nothing bundled'
const AS_CALLER = 'with runAsUser does what both may do, for its caller, and nothing with the closed types'

export const BOT_DEFECTS: readonly TestedDefect[] = [
  deployed(
    'code is written into a Bot',
    'comes into a Bot by no write, and goes with the Bot',
    'server/src/domain/bots/code-gate',
    'if (brought !== undefined)',
    "if (brought !== undefined && brought === ('' as string))",
  ),
  deployed(
    'a Bot that is deleted keeps its code',
    'comes into a Bot by no write, and goes with the Bot',
    'server/src/domain/bots/code-gate',
    'await deactivateBot.run(tx, project, id)',
    "await deactivateBot.run(tx, project, '00000000-0000-4000-8000-000000000000')",
  ),
  deployed(
    'whoever reads a Bot reads its code',
    'is seen by deployers alone, and is nobody else’s',
    'server/src/endpoints/fhir/bot-code',
    "if (!mayAct(grantee, 'manage_bots'))",
    "if (grantee.project === '')",
  ),
  deployed(
    'code lands with the rights of before it was bundled',
    DEPLOYS,
    'server/src/endpoints/fhir/deploy',
    'grantee: await context.granteeNow() }',
    'grantee: context.grantee }',
  ),
  deployed(
    'whoever may not deploy takes the turn of others',
    DEPLOYS,
    'server/src/endpoints/fhir/deploy',
    'await requireDeployable(tx, context, id)',
    '',
  ),
  above(
    'a deployer brings code to a Bot whose rights they do not have',
    BROUGHT,
    'server/src/domain/access/granting',
    "(one: Grantee): Promise<WriteRefusal | undefined> => beyondProblem(tx, one, project, change, 'Bot')",
    'async (_one: Grantee): Promise<WriteRefusal | undefined> => undefined',
  ),
  above(
    'a deployer gives a Bot a secret of the project',
    BROUGHT,
    'server/src/domain/access/granting',
    'secretProblem(grantee, change) ??',
    '',
  ),
  stepped(
    'code of a Bot is deployed by whoever signed in long ago',
    PROVEN,
    'server/src/domain/access/granting',
    '(grantee.userId === undefined || isProvenNow(grantee, now) ? undefined : OUTDATED) ??',
    '',
  ),
  stepped(
    'secrets are set by whoever signed in long ago',
    PROVEN,
    'server/src/endpoints/admin/secrets',
    'if (!isProvenNow(grantee, deps.clock.now())) throw writeRefused(OUTDATED_PROOF)',
    '',
  ),
  secret(
    'a machine sets the secrets of a project',
    'is set by an owner alone, who is a person, and in its form',
    'server/src/endpoints/admin/secrets',
    'if (!isOwner(grantee) || grantee.userId === undefined)',
    'if (!isOwner(grantee))',
  ),
  secret(
    'a Bot has every secret of its project',
    'is given to the Bots that name it, under its name, and to no other',
    'server/src/domain/bots/secrets',
    'return readSecrets(tx, keyring, project, secretName)',
    'return secretNames(tx, project).then((all) => readSecrets(tx, keyring, project, secretName.concat(all)))',
  ),
  bundled(
    'code of Bots imports what the server has',
    'reads no file but those submitted, by whatever path',
    'server/src/base/bundler/bundler',
    "BUILT_INS: readonly string[] = ['@medplum/core']",
    "BUILT_INS: readonly string[] = ['@medplum/core', 'node:fs']",
  ),
  bundled(
    'one project takes every turn of the bundler',
    'that takes too long is stopped, and a crowd is sent away, also that of one project',
    'server/src/base/bundler/bundler',
    'waiting.has(project) || waiting.size',
    'waiting.size',
  ),
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
    'grantee: runningGrantee(bot.value, calledBy, undefined)',
    'grantee: caller ?? runningGrantee(bot.value, calledBy, undefined)',
  ),
  executed(
    'a run keeps the rights that its Bot began with',
    'loses what is taken from it while it runs',
    'server/src/domain/bots/bots',
    'run: { actsAs, origin,',
    'run: { actsAs: async () => acting, origin,',
  ),
  executed(
    'a run goes on after its Bot was deleted, with the runAsUser of its beginning',
    'does nothing more once it is deleted, and stays within its caller once it has to',
    'server/src/domain/bots/bots',
    'const actsAs = actingAs(deps, find, request)',
    'const actsAs = actingAs(deps, async () => known, request)',
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
    'named === undefined ? grantee :',
    'named !== origin.traceId ? grantee :',
  ),
  executed(
    'a Bot that is called for a person loses the person after a second',
    'that another calls for a person stays within the rights of that person, as long as that one may act for them',
    'server/src/endpoints/fhir/bot-calls',
    'granteeOf(await actingIn(run))',
    '(await actingIn(run)).grantee',
  ),
  executed(
    'a batch keeps the rights that its caller began with',
    'in a batch leaves to the next entries what its caller may do by then',
    'server/src/endpoints/fhir/batch',
    'if (now - asOf <= FRESH_MS) return context',
    'if (now >= asOf) return context',
  ),
  watched(
    'Bots of every project reach the networks that were opened for keys and providers',
    'reaches no network that was opened for others, unless it was opened for Bots',
    'server/src/app/modules',
    'const { networksForBots: allowedNetworks } = config.outbound',
    'const { allowedNetworks } = config.outbound',
  ),
  called(
    'a Bot in a loop fills the audit',
    'counts as a request of the Bot, so that a loop leaves no more events than its limit',
    'server/src/domain/bots/outside-calls',
    'if (spent !== undefined)',
    "if (spent !== undefined && call.url === '')",
  ),
  logged(
    'whoever reads the log of a Bot lets the server read source maps of any size',
    'name the lines of the source, where a map of the version is kept that is not too large',
    'server/src/domain/bots/run-notes',
    'ids, most: MOST_CHARACTERS }',
    'ids, most: 100 * MOST_CHARACTERS }',
  ),
  logged(
    'a page of the log is as large as the Bot makes it',
    'are given in parts where they are long',
    'server/src/domain/bots/run-notes',
    'limit, characters: MOST_CHARACTERS }',
    'limit, characters: 100 * MOST_CHARACTERS }',
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
    'a Bot writes the answers of its caller’s batch',
    oneOf('answers a batch with %s in its own entry, and nothing of the others', 'text that looks like JSON'),
    'server/src/endpoints/fhir/batch',
    "body === undefined || (typeof body === 'string' && contentType === undefined)",
    "body === undefined || typeof body === 'string'",
  ),
  formed(
    'HEAD runs a Bot',
    'is nothing, or the query of a GET',
    'server/src/endpoints/fhir/routes',
    "request.method === 'HEAD' && !path.endsWith('/$execute') ?",
    "request.method === 'HEAD' ?",
  ),
  later(
    'everybody reads the answer of a call',
    'is for its caller, and for nobody who may not run the Bot any more',
    'server/src/endpoints/fhir/bot-jobs',
    '    job.membershipId === grantee.membershipId &&\n    job.clientId === (grantee.clientId ?? null) &&\n',
    '',
  ),
  later(
    'the answer of a call outlives the right to run the Bot',
    'is for its caller, and for nobody who may not run the Bot any more',
    'server/src/endpoints/fhir/bot-jobs',
    "const { narrowing } = permitFor(context, 'execute', 'Bot')",
    "const narrowing = { op: 'all', of: [] } as const",
  ),
  later(
    'a node that was taken for dead overwrites the result',
    'runs anew with its id when its node has died, and what that node says later counts no more',
    'server/src/domain/bots/jobs.store',
    "where project = ${project} and id = ${id} and attempts = ${attempts} and state = 'waiting'\n    returning",
    "where project = ${project} and id = ${id} and attempts >= ${attempts} and state = 'waiting'\n    returning",
  ),
  later(
    'a call that waits outlives the right of its caller to run the Bot',
    'asks again at its turn whether its caller may run the Bot',
    'server/src/domain/bots/jobs',
    'if (!(await mayStillCall(deps, request)))',
    "if (request.project === '')",
  ),
  later(
    'a call that waits outlives the right of its caller to use Basic',
    'asks again at its turn whether its caller may run the Bot',
    'server/src/domain/bots/job-callers',
    ' || !(await mayUseBasic(db, clientId))',
    '',
  ),
  later(
    'a call that waits runs a Bot that is out of its caller’s reach by now',
    'asks again at its turn whether its caller may run the Bot',
    'server/src/domain/bots/job-callers',
    'return isReachable(known.stored, decision.narrowing, issuers.fhirUrlsOf(project))',
    'return true',
  ),
  later(
    'a project keeps answers of calls without end',
    'is refused while its project keeps too many answers',
    'server/src/domain/bots/jobs',
    "if (answers?.isFull === true) return 'too_many_answers'",
    '',
  ),
  later(
    'a call that runs is deleted under way',
    'is not taken back once it has begun; when it has ended, its answer can be deleted',
    'server/src/domain/bots/jobs.store',
    " and (state = 'done' or attempts = 0)",
    '',
  ),
  turned(
    'a project lets calls of any size wait',
    'the calls that wait have a bound in number and in size',
    'server/src/domain/bots/jobs.store',
    'coalesce(sum(octet_length(w.sealed_request)), 0) < ${mostBytes}',
    'coalesce(sum(octet_length(w.sealed_request)), 0) < 1000 * ${mostBytes}',
  ),
  turned(
    'two projects hold all places of calls that are answered later',
    'two projects that always have jobs leave places to others, who are next, and places go round',
    'server/src/domain/bots/jobs',
    'const FOR_OTHERS = 2',
    'const FOR_OTHERS = 0',
  ),
  turned(
    'a call waits until somebody else asks for another',
    'what is asked for while the last look finds nothing is run by it',
    'server/src/domain/bots/jobs',
    'isWanted = true',
    'isWanted ||= running === undefined',
  ),
  turned(
    'a project with many calls is before one that has none under way',
    'two projects that always have jobs leave places to others, who are next, and places go round',
    'server/src/domain/bots/jobs',
    'counts.filter(({ has }) => has > level)',
    'counts.filter(({ has }) => has >= OF_PROJECT)',
  ),
  later(
    'what a project lets run at once is not its limit',
    'finds no room beyond what its project lets run at once, as any run',
    'server/src/domain/bots/bots',
    'underWay.of(project) >= found.value.mostAtOnce',
    'underWay.of(project) >= found.value.mostAtOnce + 50',
  ),
  turned(
    'the result of a delivery is kept though nobody may ask for it',
    'two projects that always have jobs leave places to others, who are next, and places go round',
    'server/src/domain/bots/jobs',
    'request.callerNow === undefined ? null : ',
    '',
  ),
  turned(
    'a few large answers fill the store',
    'the answers that are kept have a bound in number and in size',
    'server/src/domain/bots/jobs.store',
    'coalesce(sum(octet_length(k.sealed_result)), 0) >= ${mostBytes}::bigint',
    '${mostBytes}::bigint < 0',
  ),
  later(
    'a Bot goes on without end by calls that are answered later',
    'is none where a Bot calls, which waits for the Bot that it calls',
    'server/src/endpoints/fhir/bot-jobs',
    'return calling === undefined && ',
    'return ',
  ),
]
