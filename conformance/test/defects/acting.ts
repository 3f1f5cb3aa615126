/**
 * Defects of exchanges with an actor. Some refusals have two lines of defence (a machine as the person, a token that acts
 * already, another project), so that no single defect gets through.
 */
import { type Defect, defectsIn } from './defect.ts'

const actor = defectsIn('server/src/endpoints/oauth/grants/acting-exchange.ts')
const acting = defectsIn('server/src/domain/access/acting.ts')
const rules = defectsIn('access/src/acting.ts')
const tokens = defectsIn('server/src/domain/tokens/access-tokens.ts')

export const ACTOR_DEFECTS: readonly Defect[] = [
  actor(
    'an actor is left out in silence',
    'rfc8693-2.1-actor',
    "form.get('actor_token') !== undefined || form.get('actor_token_type') !== undefined",
    "form.get('actor_token') === ''",
  ),
  actor(
    'an actor’s token may be of any type',
    'rfc8693-2.1-actor-other-type',
    "for (const name of ['subject', 'actor'])",
    "for (const name of ['subject'])",
  ),
  actor(
    'any client’s token is the actor’s',
    'rfc8693-2.2.2-actor-foreign',
    'actor.grantee.clientId === asking.client?.id',
    'actor.grantee.clientId !== undefined',
  ),
  actor(
    'acting widens the scope',
    'rfc8693-2.1-actor-scope',
    'return isWithin ? accepted',
    'return isWithin || words.length > 0 ? accepted',
  ),
  acting(
    'a client acts for an administrator who signed in',
    'rfc8693-2.2.2-actor-administrator',
    'administers: row.superAdmin || administers(',
    'administers: row.superAdmin && administers(',
  ),
  rules(
    'a client acts for whoever proves it',
    'rfc8693-2.2.2-actor-uncovered',
    'types.some((one) => one === type)',
    "types.some((one) => one === type || type !== '')",
  ),
  tokens('a token does not say who acts', 'rfc8693-4.1-act', '{ act: { sub: actor } }', '{}'),
]
