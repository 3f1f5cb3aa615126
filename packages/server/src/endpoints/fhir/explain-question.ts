import { type Interaction, isResourceScope, parseScope, policyInteractions } from '@damson/access'
import { badRequest, outcome } from '#answers'
import { told } from '#base/findings'
import type { FhirRequest } from './dependencies.ts'

/** What is asked of `$explain`, and about whom. */
export interface Question {
  readonly interaction: Interaction
  /** The id of a ProjectMembership; undefined: the caller's own. */
  readonly membership: string | undefined
  /** The id of the ClientApplication that would act for the membership. */
  readonly client: string | undefined
  /** The scope that a token would have. */
  readonly scope: string | undefined
  /** The launch patient of `patient/` scopes. */
  readonly patient: string | undefined
  /** An AccessPolicy that is tried, and not stored. */
  readonly draft: object | undefined
}

const TEXTS = ['interaction', 'membership', 'client', 'scope', 'patient'] as const
type TextName = (typeof TEXTS)[number]
type Texts = Partial<Record<TextName, string>>

/** Everything that `decide` can be asked, but for what it is asked on the way. */
const INTERACTIONS: readonly Interaction[] = [...policyInteractions, 'history-type', 'execute']

const MOST_CHARACTERS = 2_000
/** Of a draft: as much as a policy at its limits may need. */
const LARGEST_DRAFT = 262_144

/** @param usual  The interaction of a request that names none. */
export function readQuestion(request: FhirRequest, usual: Interaction): Question {
  const { texts, draft } =
    request.method === 'GET' ? { texts: fromQuery(request.query), draft: undefined } : fromBody(request)
  const { interaction = usual, membership, client, scope, patient } = texts
  const asked = INTERACTIONS.find((one) => one === interaction)
  if (asked === undefined)
    throw badRequest(
      told`The interaction must be one of ${INTERACTIONS.join(', ')}; a patch needs update and read.`,
      'interaction',
      'unknown_interaction',
    )
  if (scope !== undefined) checkScope(scope)
  if (patient !== undefined && !/^Patient\/[A-Za-z0-9\-.]{1,64}$/.test(patient))
    throw badRequest('The patient must be a reference of the form Patient/id.', 'patient', 'malformed_patient')
  if (client !== undefined && draft !== undefined)
    throw badRequest('A draft is tried for one membership: leave out the client.', 'client', 'draft_with_client')
  return {
    interaction: asked,
    membership: membership === undefined ? undefined : idIn(membership, 'ProjectMembership', 'membership'),
    client: client === undefined ? undefined : idIn(client, 'ClientApplication', 'client'),
    scope,
    patient,
    draft,
  }
}

function fromQuery(query: string): Texts {
  const texts: Texts = {}
  for (const [name, value] of new URLSearchParams(query)) {
    if (name === '_format' || name === '_pretty') continue
    put(texts, name, value)
  }
  return texts
}

function fromBody({ body }: FhirRequest): { readonly texts: Texts; readonly draft: object | undefined } {
  const list: unknown =
    typeof body === 'object' && body !== null && 'resourceType' in body && body.resourceType === 'Parameters'
      ? 'parameter' in body
        ? body.parameter
        : []
      : undefined
  if (!Array.isArray(list)) throw malformed()
  const texts: Texts = {}
  let draft: object | undefined
  for (const one of list as unknown[]) {
    if (typeof one !== 'object' || one === null || !('name' in one) || typeof one.name !== 'string') throw malformed()
    if (one.name === 'policy') {
      if (draft !== undefined || !('resource' in one) || typeof one.resource !== 'object' || one.resource === null)
        throw malformed()
      draft = one.resource
    } else put(texts, one.name, textIn(one))
  }
  if (draft !== undefined && JSON.stringify(draft).length > LARGEST_DRAFT)
    throw outcome(413, 'too-long', told`The draft has more than ${LARGEST_DRAFT} characters: try a smaller policy.`, {
      reason: 'draft_too_large',
    })
  return { texts, draft }
}

function textIn(parameter: object): string | undefined {
  const { valueString, valueCode, valueReference } = parameter as Readonly<Record<string, unknown>>
  const reference =
    typeof valueReference === 'object' && valueReference !== null && 'reference' in valueReference
      ? valueReference.reference
      : undefined
  const value = valueString ?? valueCode ?? reference
  return typeof value === 'string' ? value : undefined
}

function put(texts: Texts, name: string, value: string | undefined): void {
  const known = TEXTS.find((one) => one === name)
  if (known === undefined || value === undefined || value === '' || value.length > MOST_CHARACTERS || known in texts)
    throw malformed()
  texts[known] = value
}

function malformed(): ReturnType<typeof badRequest> {
  return badRequest(
    told`Ask $explain with ${TEXTS.join(', ')}, each at most once and with at most ${MOST_CHARACTERS} characters; by POST
      as Parameters, with or without a parameter policy that has an AccessPolicy as its resource.`,
    undefined,
    'malformed_question',
  )
}

function idIn(text: string, type: string, at: string): string {
  const [, named = type, id] = /^(?:([A-Za-z]+)\/)?([A-Za-z0-9\-.]{1,64})$/.exec(text) ?? []
  if (id !== undefined && named === type) return id
  throw badRequest(told`The ${at} must be a reference of the form ${type}/id.`, at, `malformed_${at}`)
}

function checkScope(scope: string): void {
  for (const one of scope.split(' ').filter(isResourceScope)) {
    const parsed = parseScope(one)
    if (!parsed.ok) throw badRequest(told`The scope cannot be read. ${parsed.refusal.text}`, 'scope', 'invalid_scope')
  }
}
