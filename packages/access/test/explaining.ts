/**
 * Whether an explanation of an answer is true: told a second time from the JSON of the policies, entry by entry, and by
 * carrying out the remedy.
 */
import type { Condition } from '@damson/fhir'
import * as fc from 'fast-check'
import { keyOf } from '../src/conjuncts.ts'
import {
  type Change,
  closedTypes,
  decide,
  type EntrySource,
  type Explanation,
  type explain,
  type HolderPart,
  type Interaction,
  type Phrase,
  type Subject,
  type Whose,
} from '../src/index.ts'
import { accessOf } from './bound.ts'
import { kept } from './kept.ts'
import { naivelyPermits, type Subjected, type WireEntry, type WireGrant } from './naive.ts'
import {
  type Asker,
  accessFor,
  askedOf,
  INTERACTIONS,
  interview,
  isAllowed,
  type Question,
  questionsOf,
  RESOURCES_EACH,
} from './questions.ts'
import { naivelyAllows } from './scopes.ts'

const { numRuns = 200 } = fc.readConfigureGlobal()

/** Enough that some of each kind are among them: each member is asked some. */
export const manyCases = Math.max(2_000, numRuns)

const policyWord = (interaction: Interaction): string =>
  ({ 'history-type': 'history', guard: 'read' })[interaction as string] ?? interaction

const naively = (given: readonly WireGrant[], who: Subject, interaction: Interaction, one: Subjected): boolean =>
  naivelyPermits(given, who, policyWord(interaction), one)

function scopeAllows(
  { texts, patient: of, fhirUser }: Extract<Asker, { is: 'scopes' }>,
  interaction: Interaction,
  one: Subjected,
): boolean {
  const isOwn = fhirUser === `${one.resourceType}/${one.id}` && (interaction === 'read' || interaction === 'execute')
  return isOwn || naivelyAllows(texts, of, interaction, one)
}

/** A lie of an explanation. */
class Lie extends Error {}

function truth(is: boolean, what: string): void {
  if (!is) throw new Lie(what)
}

/** @throws {Lie} When the explanation of the question is not true. */
function examine(explained: typeof explain, asked: Question): Explanation {
  const said = explained(accessFor(asked.asker), askedOf(asked))
  truth(said.allowed === isAllowed(asked), 'it says the contrary of the decision')
  truth(said.allowed === (said.why === undefined), 'it says why not of what is allowed, or the contrary')
  const decision = decide(accessFor(asked.asker), { ...asked, resourceType: asked.one.resourceType })
  truth(
    decision.verdict === 'deny'
      ? said.narrowing === undefined
      : said.narrowing !== undefined && keyOf(conditionOf(said.narrowing)) === keyOf(decision.narrowing),
    'it says another narrowing',
  )
  for (const part of said.holders) examineHolder(part, asked)
  truth(said.holders.length === holdersIn(asked.asker), 'it leaves out a holder')
  truth(said.scopes.length === scopesIn(asked.asker), 'it leaves out scopes')
  for (const { whose, within, took, ways } of said.scopes) {
    const node = scopesAt(asked.asker, whose, within)
    if (!asked.ofOne) continue
    truth((took !== 'refused') === scopeAllows(node, asked.interaction, asked.one), 'it blames scopes that allow it')
    for (const { scope, covers } of ways)
      if (scope !== 'fhirUser')
        truth(
          covers === naivelyAllows([scope], node.patient, asked.interaction, asked.one),
          'it says the wrong thing of a scope',
        )
  }
  return said
}

function examineHolder(part: HolderPart, { asker, interaction, one, ofOne }: Question): void {
  const { grants: given, subject: who } = policiesAt(asker, part.whose)
  const placeOf = ({ grant, expression }: EntrySource): string => `${grant} ${expression}`
  const decided = part.decidedBy === undefined ? undefined : placeOf(part.decidedBy)
  truth((decided !== undefined) === part.allowed, 'it names an entry of what is not allowed, or the contrary')
  if (!ofOne) {
    truth(decided === undefined || part.entries.some((entry) => placeOf(entry) === decided), 'another entry decided')
    return
  }
  truth(part.allowed === naively(given, who, interaction, one), 'it says the contrary of the policies')
  const covering: string[] = []
  for (const [grant, { policy, parameters }] of given.entries())
    for (const [index, entry] of policy.resource.entries()) {
      const alone = [{ policy: { ...policy, resource: [entry] }, parameters }]
      const place = `${grant} AccessPolicy.resource[${index}]`
      const covers = naively(alone, who, interaction, one)
      if (covers) covering.push(place)
      const told = part.entries.find((other) => placeOf(other) === place)
      truth((told?.covers ?? false) === covers, `it says the wrong thing of ${place}`)
    }
  truth(decided === covering[0], 'another entry decided')
}

/** Whether the remedy helps, and no part of it could be left out. Undefined: it says that nothing helps, or it is allowed. */
function examineRemedy(said: Explanation, asked: Question): boolean | undefined {
  const { remedy } = said
  if (said.allowed) {
    truth(remedy.possible && remedy.changes.length === 0, 'it changes what is allowed')
    return undefined
  }
  if (!remedy.possible) {
    const type = asked.one.resourceType
    const isNever =
      (asked.interaction === 'execute' && type !== 'Bot') ||
      ['Login', 'UserSecurityRequest', 'AuditEvent'].includes(type) ||
      closedTypes.has(type)
    truth(isNever, 'it says that nothing would help')
    return undefined
  }
  truth(isAllowed(changed(asked, remedy.changes)), `the remedy does not help: ${JSON.stringify(remedy.changes)}`)
  // Without the only one it is the question itself, which is refused.
  for (const [index] of remedy.changes.length > 1 ? remedy.changes.entries() : [])
    truth(!isAllowed(changed(asked, remedy.changes.toSpliced(index, 1))), 'a part of the remedy is not needed')
  return true
}

/** The question after changes. */
function changed(asked: Question, changes: readonly Change[]): Question {
  return { ...asked, asker: changes.reduce(carriedOut, asked.asker) }
}

/** The same change of the same holder is carried out for several questions: what is made of it then is made once, too. */
const changesOf = kept<Policies, Map<Change, Policies>>(() => new Map())
function changedOnce(node: Policies, change: PolicyChange): Policies {
  const known = changesOf(node)
  const made = known.get(change) ?? changedPolicies(node, change)
  known.set(change, made)
  return made
}

function carriedOut(asker: Asker, change: Change): Asker {
  if (change.code === 'add_scope')
    return replaced(asker, change.whose, change.within, (node) =>
      node.is === 'scopes' ? { ...node, texts: [...node.texts, change.scope] } : node,
    )
  if (change.code === 'one_account') return replaced(asker, change.whose, undefined, withOneAccount)
  return replaced(asker, change.whose, undefined, (node) => (node.is === 'policies' ? changedOnce(node, change) : node))
}

type Policies = Extract<Asker, { is: 'policies' }>
type PolicyChange = Exclude<Change, { code: 'add_scope' | 'one_account' }>

function changedPolicies(node: Policies, change: PolicyChange): Policies {
  switch (change.code) {
    case 'set_admin':
      return { ...node, subject: { ...node.subject, admin: true } }
    case 'assign_policy':
      return { ...node, grants: [...node.grants, grantWith(wireOf(change.entry))] }
    case 'add_entry':
      return withEntries(node, change.grant, (entries) => [...entries, wireOf(change.entry)])
    case 'add_interaction': {
      const index = Number(/\[(\d+)\]/.exec(change.expression)?.[1])
      return withEntries(node, change.grant, (entries) =>
        entries.map((entry, at) =>
          at === index ? { ...entry, interaction: [...namedBy(entry), change.interaction] } : entry,
        ),
      )
    }
  }
}

/** All policies below name the same account, if they name one that has a value. */
function withOneAccount(node: Asker): Asker {
  if (node.is === 'scopes') return { ...node, of: withOneAccount(node.of) }
  if (node.is !== 'policies') return { ...node, one: withOneAccount(node.one), other: withOneAccount(node.other) }
  const isBound = (one: WireGrant): boolean =>
    accessOf([one], node.subject).withheld.every(({ expression }) => expression !== 'AccessPolicy.compartment')
  const named = { compartment: { reference: 'Organization/9' } }
  return {
    ...node,
    grants: node.grants.map((one) =>
      one.policy.compartment !== undefined && isBound(one) ? { ...one, policy: { ...one.policy, ...named } } : one,
    ),
  }
}

const wireOf = (entry: { resourceType: string; interaction: readonly string[]; criteria?: string }): WireEntry => ({
  ...entry,
  interaction: [...entry.interaction],
})

const namedBy = ({ interaction, readonly }: WireEntry): readonly string[] =>
  interaction ?? (readonly === true ? ['read', 'vread', 'history', 'search'] : [])

/** There are few different ones. */
const granted = new Map<string, WireGrant>()
function grantWith(entry: WireEntry): WireGrant {
  const text = JSON.stringify(entry)
  const known = granted.get(text)
  if (known !== undefined) return known
  const made: WireGrant = { policy: { resourceType: 'AccessPolicy', resource: [entry] }, parameters: [] }
  granted.set(text, made)
  return made
}

function withEntries(node: Policies, grant: number, change: (entries: WireEntry[]) => WireEntry[]): Policies {
  return {
    ...node,
    grants: node.grants.map((one, at) =>
      at === grant ? { ...one, policy: { ...one.policy, resource: change(one.policy.resource) } } : one,
    ),
  }
}

/** @param within  Undefined: the node below all scopes. */
function replaced(asker: Asker, whose: Whose, within: number | undefined, change: (node: Asker) => Asker): Asker {
  const [next, ...rest] = whose
  if (asker.is === 'scopes') {
    if (next === undefined && within === 0) return change(asker)
    const inner = next === undefined && within !== undefined ? within - 1 : within
    return { ...asker, of: replaced(asker.of, whose, inner, change) }
  }
  if (next === undefined || asker.is === 'policies') return change(asker)
  const side = next === 'client' || next === 'bot' ? 'one' : 'other'
  return { ...asker, [side]: replaced(asker[side], rest, within, change) }
}

function policiesAt(asker: Asker, whose: Whose): Policies {
  const found: Policies[] = []
  replaced(asker, whose, undefined, (node) => {
    if (node.is === 'policies') found.push(node)
    return node
  })
  const [one] = found
  if (one === undefined) throw new Lie('there is no such holder')
  return one
}

function scopesAt(asker: Asker, whose: Whose, within: number): Extract<Asker, { is: 'scopes' }> {
  const found: Extract<Asker, { is: 'scopes' }>[] = []
  replaced(asker, whose, within, (node) => {
    if (node.is === 'scopes') found.push(node)
    return node
  })
  const [one] = found
  if (one === undefined) throw new Lie('there are no such scopes')
  return one
}

const holdersIn = (asker: Asker): number =>
  asker.is === 'policies'
    ? 1
    : asker.is === 'scopes'
      ? holdersIn(asker.of)
      : holdersIn(asker.one) + holdersIn(asker.other)

const scopesIn = (asker: Asker): number =>
  asker.is === 'policies'
    ? 0
    : asker.is === 'scopes'
      ? 1 + scopesIn(asker.of)
      : scopesIn(asker.one) + scopesIn(asker.other)

/** The condition that a phrase tells, to show that it tells all of it. */
function conditionOf(phrase: Phrase): Condition {
  switch (phrase.code) {
    case 'everything':
      return { op: 'all', of: [] }
    case 'nothing':
      return { op: 'any', of: [] }
    case 'all_of':
      return { op: 'all', of: phrase.of.map(conditionOf) }
    case 'any_of': {
      const of = phrase.of.map(conditionOf)
      const terms = of.flatMap((one) => (one.op === 'term' ? one.terms : []))
      // The terms of several parameters are one condition; `any` of conditions was never made of terms alone.
      return of.length > 0 && of.every(({ op }) => op === 'term') ? { op: 'term', terms } : { op: 'any', of }
    }
    case 'not':
      return { op: 'not', of: conditionOf(phrase.of[0]) }
    case 'id':
      return { op: 'id', ids: phrase.values }
    case 'value':
      return { op: 'term', terms: phrase.values.map((value) => `${phrase.param}=${value}`) }
    case 'compartment':
      return { op: 'term', terms: phrase.values.map((value) => `_compartment=${value}`) }
    case 'present':
      return { op: 'term', terms: [`${phrase.param}?`] }
    case 'unlisted':
      return { op: 'term', terms: [`${phrase.param}!`] }
    case 'exact':
      return { op: 'term', terms: phrase.values.map((value) => `${phrase.param}:exact=${value}`) }
    case 'starts':
    case 'contains':
      return { op: 'string', param: phrase.param, match: phrase.code, value: phrase.values[0] }
    case 'more':
      throw new Lie('it leaves parts out')
    default: {
      const { param, lo, hi, unit } = phrase
      const comparison = phrase.comparison as 'eq'
      if (phrase.code === 'number') return { op: 'number', param, comparison, lo, hi, ...unit }
      return param === '_lastUpdated'
        ? { op: 'updated', comparison, lo, hi }
        : { op: 'date', param, comparison, lo, hi }
    }
  }
}

/**
 * Examines explanations of many questions. Says `holds` only if enough of each kind were among them, so that it cannot hold
 * for want of the interesting ones.
 */
export function verdictOf(explained: typeof explain, cases: number): string {
  const seen = { allowed: 0, refused: 0, remedied: 0, scopes: 0 }
  const property = fc.property(interview, (all) => {
    for (const asked of questionsOf(all)) {
      const said = examine(explained, asked)
      seen[said.allowed ? 'allowed' : 'refused'] += 1
      if (said.scopes.some(({ took }) => took === 'refused')) seen.scopes += 1
      if (examineRemedy(said, asked) === true) seen.remedied += 1
    }
  })
  const run = fc.check(property, { numRuns: Math.ceil(cases / (RESOURCES_EACH * INTERACTIONS.length)) })
  if (run.failed) return fc.defaultReportMessage(run) ?? 'fails'
  const fewest = Math.min(...Object.values(seen))
  return seen.allowed + seen.refused >= cases && fewest > cases / 50 ? 'holds' : JSON.stringify(seen)
}
