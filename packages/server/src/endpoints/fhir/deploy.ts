import { allOk, badRequest, OutcomeError, type OutcomeIssue, outcome, versionTag } from '#answers'
import type { BundleProblem, BundleRefusal } from '#base/bundler'
import { error, told } from '#base/findings'
import { deployVersion, readSubmitted, type Submitted, type SubmittedRefusal } from '#domain/bots'
import { audited, eventOf } from './authorized.ts'
import { botToChange, checkRunning, requireDeployable, requireDeployer } from './bot-code.ts'
import type { FhirAnswer, FhirContext, FhirRequest } from './dependencies.ts'

/**
 * `Bot/id/$deploy`: bundles what was sent and lets it run from now on. `code` is the file `filename`; `files` are others
 * that it imports. With `If-Match`, only while the version that it names runs.
 */
export function deploy(context: FhirContext, request: FhirRequest, id: string): Promise<FhirAnswer> {
  const entity = `Bot/${id}`
  return audited(context, 'bot.deployed', entity, undefined, async () => {
    const {
      deps,
      grantee: { project },
    } = context
    requireDeployer(context)
    await deps.db.tx(async (tx) => {
      await requireDeployable(tx, context, id)
      await checkRunning(tx, request, { project, botId: id })
    })
    const submitted = readBody(request.body)
    // Outside a transaction, since it takes a second. Whoever waits for an approval hears first what is wrong.
    const signal = AbortSignal.timeout(LONGEST_MS)
    const bundled = await deps.bundler.bundle({ ...submitted, project, signal })
    if (!bundled.ok) throw notBundled(bundled.refusal)
    const present = { ...context, grantee: await context.granteeNow() }
    requireDeployer(present)
    const number = await deps.db.tx(async (tx) => {
      const { bot } = await botToChange(tx, present, id, async () => submitted)
      await checkRunning(tx, request, bot)
      const made = { ...submitted, bundle: bundled.value, deployedBy: present.grantee.profile }
      const deployed = await deployVersion(tx, bot, made, deps.clock.now())
      await deps.audit.record(tx, [eventOf(present, 'bot.deployed', { entity, reason: `version_${deployed}` })])
      return deployed
    })
    return { status: 200, headers: { ETag: versionTag(number) }, body: JSON.stringify(allOk()) }
  })
}

const LONGEST_MS = 60_000

function readBody(body: unknown): Submitted {
  const given = typeof body === 'object' && body !== null ? body : {}
  const { code, filename, files, ...more } = given as Readonly<Record<string, unknown>>
  const isUnderstood =
    typeof code === 'string' &&
    (filename === undefined || typeof filename === 'string') &&
    (files === undefined || isTexts(files)) &&
    Object.keys(more).length === 0
  if (!isUnderstood)
    throw badRequest(
      told`The body is malformed: send {"code": …, "filename": …} with the text of the file, and "files" with the texts of
        other files by their names, if it imports any.`,
      undefined,
      'not_deployable',
    )
  const submitted = readSubmitted(code, filename, files)
  if (!submitted.ok) throw notReadable(submitted.refusal)
  return submitted.value
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((one) => typeof one === 'string')
  )
}

function notReadable(refusal: SubmittedRefusal): OutcomeError {
  switch (refusal.why) {
    case 'no_code':
      return badRequest('There is no code: send the text of the file as "code".', 'code', refusal.why)
    case 'invalid_name':
      return badRequest(
        told`"${refusal.name.slice(0, 60)}" is no name of a file: use letters, digits, "-", "_", "." and "/", such as
          lib/names.ts.`,
        'filename',
        refusal.why,
      )
    case 'file_twice':
      return badRequest(
        told`"${refusal.name.slice(0, 60)}" was sent twice: leave it out of "files".`,
        'files',
        refusal.why,
      )
    case 'too_many_files':
      return badRequest('There are too many files: bundle them before you deploy.', 'files', refusal.why)
  }
}

const NOT_BUNDLED = error(
  'The code of the Bot cannot run: it does not parse, or imports what is not there.',
  'The answer names the file, line and column of each problem: correct them all.',
)

function notBundled(refusal: BundleRefusal): OutcomeError {
  switch (refusal.why) {
    case 'problems':
      return new OutcomeError(400, refusal.problems.map(issueOf), NOT_BUNDLED)
    case 'too_costly':
      return outcome(422, 'too-costly', 'Bundling this code takes too much time or memory: make it smaller.', {
        reason: 'bundle_too_costly',
      })
    case 'busy':
      return outcome(503, 'transient', 'Other code is being deployed: try again in a moment.', {
        reason: 'bundler_busy',
        headers: { 'Retry-After': '5' },
      })
  }
}

function issueOf({ file, line, column, text }: BundleProblem): OutcomeIssue {
  return { code: 'invalid', text: `${file}, line ${line}, column ${column}: ${text}`, reason: 'invalid_code' }
}
