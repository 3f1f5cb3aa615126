/** Defects of clients that act for people. */
import { caughtBy, type TestedDefect } from './tested-defect.ts'

const decided = caughtBy('access/src/acting')
const acting = caughtBy('server/test/acting/acting')
const exchange = caughtBy('server/test/acting/exchange')

const ALL = 'does what it, the person and the scope allow, and nothing else'

export const ACTING_DEFECTS: readonly TestedDefect[] = [
  decided(
    'a client may do what it or the person may',
    ALL,
    'access/src/decision-table',
    "if (other.verdict === 'deny') return denialOf('The person for whom the client acts may not do this.', other)",
    "if (other.verdict === 'deny') return one",
  ),
  decided(
    'the narrowing of the person is lost',
    ALL,
    'access/src/decision-table',
    'const narrowing = both(one.narrowing, other.narrowing)',
    'const { narrowing } = one',
  ),
  decided(
    'the word of the client is enough where a proof is needed',
    ALL,
    'access/src/acting',
    "  if (how === 'asserted' && !fitting.some((rule) => rule.how === 'asserted')) return 'only_proven'\n",
    '',
  ),
  decided(
    'a second factor is passed by by acting',
    ALL,
    'access/src/acting',
    "return how === 'asserted' && person.needsFactor ? 'only_proven' : undefined",
    'return undefined',
  ),
  decided(
    'a client acts for an administrator',
    ALL,
    'access/src/acting',
    "  if (person.administers) return 'administrator'\n",
    '',
  ),
  decided('a device acts', ALL, 'access/src/acting', "  if (isDevice) return 'device'\n", ''),
  decided(
    'a client acts in another project',
    ALL,
    'access/src/acting',
    '!person.isPerson || person.project !== actor.project',
    '!person.isPerson',
  ),
  acting(
    'an administrator is not known by the role',
    'is refused for a membership that is off, pending, an administrator’s, or of another project',
    'server/src/domain/access/acting',
    'administers: row.superAdmin || administers(',
    'administers: row.admin && administers(',
  ),
  acting(
    'a pair outlives the membership of the person',
    'ends as soon as either is switched off, or actFor is taken away',
    'server/src/domain/access/made-grantee',
    "if (onBehalfOf !== undefined) tags.push({ kind: 'membership', subject: onBehalfOf.membershipId })",
    '',
  ),
  acting(
    'a request under way leaves behind what the client was allowed before',
    'is judged for the client as each request knows it: a request under way leaves nothing old behind',
    'server/src/domain/access/acting',
    'if (known?.client === client) return',
    'if (known !== undefined) return',
  ),
  acting(
    'who is here and beyond actFor is looked for',
    'looks for nobody beyond actFor, so that the time tells no more than the answer',
    'server/src/domain/access/acting',
    'byName?.size === 0 ? undefined : await rowOf(db, named, client)',
    'await rowOf(db, named, client)',
  ),
  acting(
    'the rights of who is beyond actFor are read',
    'looks for nobody beyond actFor, so that the time tells no more than the answer',
    'server/src/domain/access/acting',
    'const person = fitting.size === 0 ? undefined : await readPerson()',
    'const person = await readPerson()',
  ),
  acting(
    'a client that needs a proof learns who is an administrator',
    'tells a client that needs a proof nothing of how somebody stands here',
    'access/src/acting',
    "  if (how === 'asserted' && !fitting.some(",
    "  if (how === 'asserted' && !person.administers && !fitting.some(",
  ),
  acting(
    'a client chooses for whom it acts by writing the Group',
    'is not for whom the client chooses itself, by writing the Groups or profiles that decide',
    'server/src/domain/access/actor',
    'read.length === 0 ? read : rulesBeyond(await readHeld(), read)',
    'await readHeld().then(() => read)',
  ),
  acting(
    'a client chooses for whom it acts with another token of its own',
    'is not for whom the client chooses itself, by writing the Groups or profiles that decide',
    'server/src/domain/access/made-grantee',
    'limited: false, admin, superAdmin }, membership, grants, usable, mayAdminister))\n          .held\n',
    'limited: false, admin, superAdmin }, membership, grants, [], mayAdminister))\n          .held\n',
  ),
  acting(
    'actFor by a Group is given to a client that writes the Group',
    'is not for whom the client chooses itself, by writing the Groups or profiles that decide',
    'server/src/domain/access/policy-gates',
    'const at = rules.findIndex((rule) => !beyond.includes(rule))',
    'const at = rules.findIndex((rule) => !beyond.includes(rule) && !rules.includes(rule))',
  ),
  exchange(
    'what the acting client demands of people is not asked of their token',
    'passes what the acting client demands of people only with a sign-in that proved it',
    'server/src/domain/access/acting',
    'if (lacks !== undefined || withheld !== undefined) return person\n',
    'if (here !== person) return person\n',
  ),
  exchange(
    'a person acts on with the rights that their app gave before',
    'passes what is demanded by the app of the person from then on, and goes on when it is not',
    'server/src/domain/access/acting',
    'person?.ok === true && person.value === known.person',
    'person?.ok === true',
  ),
  exchange(
    'a client keeps the sign-in of a person from going idle',
    'is no use of the person’s sign-in, which goes idle as if nobody acted',
    'server/src/domain/access/acting',
    'deps.ofLogin(login.subjectLoginId, login.subjectScope, ELSEWHERE, true)',
    'deps.ofLogin(login.subjectLoginId, login.subjectScope, ELSEWHERE)',
  ),
  acting(
    'who has left a group is still acted for',
    'for the active members of a group, and the profiles that a criteria fits, as they are now',
    'server/src/domain/access/acting',
    '(await fittingOf(deps, grantee.project, rules, profile)).size > 0',
    'true',
  ),
  acting(
    'an administrator without an owner’s rights says for whom a client acts',
    'actFor is an owner’s to give, and the secret of such a client an owner’s to change',
    'server/src/domain/access/granting',
    'if (membership.actFor !== undefined && !isOwner(grantee)) return ACTS_FOR_PEOPLE',
    '',
  ),
  acting(
    'the event of a client names no person',
    'is in the history and in every event, with both agents',
    'server/src/domain/access/grantee',
    'const actedFor = onBehalfOf && { reference: onBehalfOf.profile, how: onBehalfOf.how }',
    'const actedFor = undefined',
  ),
]
