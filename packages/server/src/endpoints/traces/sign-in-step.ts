import { flowOf } from '#domain/traces'
import { nameOf, type See } from './seen.ts'

/** The pages of a sign-in: the page, but nothing that was typed. */
export const signInStep: See = async (_parts, request, reply) => {
  const { clientId, project, loginId, codeChallenge, step, sentBack, findings = [] } = request.traceNotes ?? {}
  // An administrator's trial of a provider has no client.
  if (project == null) return undefined
  const status = reply.statusCode
  const error = sentBack === 'code' ? undefined : (sentBack ?? (status >= 400 ? 'the page again' : undefined))
  const what = request.method === 'POST' ? `answered: ${step ?? 'a page'}` : `shown: ${step ?? 'a page'}`
  return {
    project,
    flow: clientId === undefined ? undefined : flowOf(clientId, codeChallenge),
    loginId,
    step: {
      kind: sentBack === 'code' ? 'code' : 'sign-in',
      request: nameOf(request),
      status,
      error,
      outcome: sentBack === 'code' ? 'a code' : what.replaceAll('_', ' '),
      clientId,
      parameters: [],
      findings,
    },
  }
}
