import { decide, explain } from '@damson/access'
import { ApprovalNeeded, containing, OutcomeError } from '#answers'
import { withheldHint } from '#domain/access'
import type { FhirAnswer, FhirContext, FhirRequest } from './dependencies.ts'
import { dispatch } from './dispatch.ts'
import { seenPolicies } from './explain-seen.ts'
import { OUT_OF_SIGHT, type Overruled, toldParameters } from './explain-told.ts'

/** What the decisions of a request were, as a header: a list in the form of RFC 9651, with nothing of any policy. */
function explainHeaders({ explaining, grantee }: FhirContext): Readonly<Record<string, string>> {
  if (explaining === undefined || explaining.asked.length === 0) return {}
  const items = explaining.asked.map(({ interaction, resourceType }) => {
    const decision = decide(grantee.access, { interaction, resourceType })
    const isNarrowed =
      decision.verdict === 'permit' && !(decision.narrowing.op === 'all' && decision.narrowing.of.length === 0)
    const parts = [`allowed=?${decision.verdict === 'permit' ? 1 : 0}`, `narrowed=?${isNarrowed ? 1 : 0}`]
    return [interaction, `type=${resourceType}`, ...parts].join(';')
  })
  return { 'X-Explain': [...new Set(items)].join(', ') }
}

/** As `dispatch`, and where the caller wants it, with an explanation of what was decided. */
export async function explainedDispatch(context: FhirContext, request: FhirRequest): Promise<FhirAnswer> {
  if (context.explaining === undefined) return dispatch(context, request)
  try {
    const answer = await dispatch(context, request)
    return { ...answer, headers: { ...answer.headers, ...explainHeaders(context) } }
  } catch (thrown) {
    throw await explainedRefusal(context, thrown)
  }
}

/** A refusal with the explanation of the decision that it came from, where the caller wants it. */
async function explainedRefusal(context: FhirContext, thrown: unknown): Promise<unknown> {
  const decided = context.explaining?.asked.at(-1)
  const isPlain = thrown instanceof OutcomeError && !(thrown instanceof ApprovalNeeded)
  if (decided === undefined || !isPlain || (thrown.status !== 403 && thrown.status !== 404)) return thrown
  const { grantee, deps } = context
  const said = explain(grantee.access, decided)
  const ids = [
    ...new Set([...grantee.policyIds, ...said.holders.flatMap(({ given }) => given.flatMap(({ id }) => id ?? []))]),
  ]
  const seen = await seenPolicies(context, ids, undefined)
  if (seen.events.length > 0) await deps.audit.committed(...seen.events)
  const parameters = toldParameters({
    said,
    ...decided,
    resource: undefined,
    seen: seen.policies,
    overruled: overruledBy(context, thrown, said.allowed),
    hiddenFields: [],
    notes: [],
  })
  return containing(thrown, { ...parameters, id: 'explanation' })
}

/** Where the policies and scopes allow it, something else refused it. */
function overruledBy(
  { grantee }: FhirContext,
  { issues, status }: OutcomeError,
  allowed: boolean,
): Overruled | undefined {
  const { withheld } = grantee
  if (withheld !== undefined) return { why: withheld, text: withheldHint(withheld) }
  if (!allowed) return undefined
  const [issue] = issues
  return status === 404 ? OUT_OF_SIGHT : { why: issue?.reason ?? 'forbidden', text: issue?.text ?? '' }
}
