/** Defects of clients that act for people. */
import { caughtBy, type TestedDefect } from './tested-defect.ts'

const decided = caughtBy('access/src/acting')
const acting = caughtBy('server/test/acting/acting')

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
    "person.needsFactor || !fitting.some((rule) => rule.how === 'asserted')",
    'person.needsFactor',
  ),
  decided(
    'a second factor is passed by by acting',
    ALL,
    'access/src/acting',
    "person.needsFactor || !fitting.some((rule) => rule.how === 'asserted')",
    "!fitting.some((rule) => rule.how === 'asserted')",
  ),
  decided(
    'a client acts for an administrator',
    ALL,
    'access/src/acting',
    "  if (person.administers) return 'administrator'\n",
    '',
  ),
  decided('a device acts', ALL, 'access/src/acting', "  if (actor.isDevice) return 'device'\n", ''),
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
    'who has left a group is still acted for',
    'for the active members of a group, and the profiles that a criteria fits, as they are now',
    'server/src/domain/access/acting',
    '(await fittingRules(db, grantee.project, rules, profile)).size > 0',
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
