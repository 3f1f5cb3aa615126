/** Defects of what people are told about decisions: lies, and more than they may read. */
import { caughtBy, type TestedDefect } from './tested-defect.ts'

const told = caughtBy('server/test/fhir/explain')
const lie = caughtBy('access/src/explain')

const AGREES = 'agrees with the decision, the entries and the scopes, and its remedy helps'

export const EXPLANATION_DEFECTS: readonly TestedDefect[] = [
  told(
    'everybody may ask what others may do',
    'is about others for administrators alone, of their own project',
    'server/src/endpoints/fhir/explain',
    "if (!mayAct(grantee, 'see_members'))",
    "if (!mayAct(grantee, 'see_members') && grantee.project === '')",
  ),
  told(
    'policies that the administrator may not read are explained',
    'needs that the administrator may read the membership and each of its policies',
    'server/src/endpoints/fhir/explain',
    'if (!isOwn) await checkSeen(',
    'if (isOwn) await checkSeen(',
  ),
  told(
    'a resource is explained that the administrator may not read',
    'says the same of a resource that does not exist and of one that is out of sight',
    'server/src/endpoints/fhir/explain',
    'type, id, reading.narrowing)',
    "type, id, { op: 'all', of: [] })",
  ),
  told(
    'a member is told of a policy that they may not read',
    'tells the nurse nothing of a policy that she may not read',
    'server/src/endpoints/fhir/explain-seen',
    "const reading = decide(grantee.access, { interaction: 'read', resourceType: 'AccessPolicy' })",
    "const reading = { verdict: 'permit', narrowing: { op: 'all', of: [] } } as const",
  ),
  told(
    'who may only create hears which resources exist',
    'never says by a create whether a resource exists',
    'server/src/endpoints/fhir/explain',
    "interaction !== 'create' && (await reachedBy(",
    '(await reachedBy(',
  ),
  lie(
    'an explanation leaves the narrowing out of account',
    AGREES,
    'access/src/explain',
    "resource === undefined || resource.satisfies(decision.narrowing) ? undefined : 'outside_criteria'",
    'undefined',
  ),
  lie(
    'an explanation blames the first entry',
    AGREES,
    'access/src/explain',
    'allowing.find(({ covers }) => covers === true)',
    'allowing[0]',
  ),
  lie(
    'an explanation says nothing of what the scope took away',
    AGREES,
    'access/src/explain',
    "took: isAllowed ? (isWhole ? 'none' : 'narrowed') : 'refused',",
    "took: isWhole ? 'none' : 'narrowed',",
  ),
  lie(
    'an explanation tells the first part of a narrowing alone',
    AGREES,
    'access/src/narrowing-words',
    "{ code: 'all_of', of: condition.of.map(phraseOf) }",
    "{ code: 'all_of', of: condition.of.slice(0, 1).map(phraseOf) }",
  ),
  lie(
    'a remedy gives another right than the one that is missing',
    AGREES,
    'access/src/remedy',
    'interaction: [word],',
    "interaction: ['read'],",
  ),
]
