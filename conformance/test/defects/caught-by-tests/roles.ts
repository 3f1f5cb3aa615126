/** Defects of the roles of administrators, and of what patients learn of who looked: each leaves out one gate. */
import { caughtBy, type TestedDefect } from './tested-defect.ts'

const above = caughtBy('server/test/tenants/above-own-role')
const matrix = caughtBy('server/test/tenants/roles')
const looked = caughtBy('server/test/fhir/who-looked')
const ended = caughtBy('server/test/signin/ended-by-administrator')

export const ROLE_DEFECTS: readonly TestedDefect[] = [
  matrix(
    'a role of any kind opens every route of administration',
    'only those whose role covers it may %s',
    'server/src/endpoints/admin/administrator',
    'isHere && mayAct(grantee, act)',
    'isHere && grantee.role !== undefined',
  ),
  matrix(
    'the policy of a membership counts as the policy of its role',
    'the FHIR API allows what the role of %s says',
    'access/src/effective-access',
    'subject.admin || byRole',
    'subject.admin',
  ),
  matrix(
    'every administrator of a role reads every trace',
    'only those whose role covers it may %s',
    'server/src/endpoints/traces/reader',
    "!found.ok || !mayAct(found.value, 'read_traces')",
    '!found.ok || found.value.role === undefined',
  ),
  above(
    'one’s own memberships are another’s',
    'one’s own membership is for an owner to change, by whatever way',
    'server/src/domain/access/persons',
    "if ((await whoseIs(tx, grantee, first)) === 'own') return OWN",
    '',
  ),
  above(
    'an account with one’s own address is another person’s',
    'no other membership is given to oneself by %s',
    'server/src/domain/access/access.store',
    'join users o on o.email = u.email where',
    'join users o on o.id = u.id where',
  ),
  above(
    'an invitation asks only once it is known who is invited',
    'no other membership is given to oneself by %s',
    'server/src/domain/registration/invite',
    'if (personal !== undefined) refuse(personal)',
    '',
  ),
  above(
    'only the membership at hand says whether its person administers',
    'nobody below an owner acts on administrators, or on what else those have',
    'server/src/domain/access/persons',
    '[...memberships, ...(await othersOf(tx, grantee.project, first))]',
    '[...memberships]',
  ),
  above(
    'a password of an administrator is reset by whoever may reset any',
    'nobody below an owner acts on administrators, or on what else those have',
    'server/src/endpoints/admin/members',
    "if (method !== 'GET') await requirePerson(deps, administrator, member)",
    '',
  ),
  above(
    'a role assigns its listed policies to machines too',
    'a client or Bot gets no more than its maker holds, since the maker has its secret',
    'server/src/domain/access/assigning',
    "(role === 'deployer' ? !isBot : whose !== 'another')",
    "(role === 'deployer' ? !isBot : whose === 'own')",
  ),
  above(
    'whoever may administer gives any role',
    'nobody is made an administrator above the role of %s',
    'server/src/domain/access/roles',
    'return isNamed(role) && (GIVES[role] as readonly string[]).includes(given)',
    'return isNamed(role)',
  ),
  above(
    'an external id is as good as any other member of a membership',
    'an external id, by which somebody signs in, is for an owner to change',
    'server/src/domain/access/granting',
    'if (isNamed(grantee.role) && idOf(earlier) !== idOf(membership))',
    'if (isNamed(grantee.role) && idOf(earlier) !== idOf(earlier))',
  ),
  above(
    'a profile that a role may not read is given to anybody',
    'nobody is made the holder of a record that the role may not read',
    'server/src/domain/access/granting',
    'profile ??',
    '',
  ),
  above(
    'a deployer brings code to Bots that act as others',
    'a deployer brings code to the Bots whose policies are listed, and to none that acts as others',
    'server/src/domain/access/granting',
    'runsAsOthersProblem(grantee, change) ??',
    '',
  ),
  above(
    'an owner widens the policy of a machine',
    'an owner without charts gives others what owners hold, and nothing to themselves or to machines',
    'server/src/domain/access/assigning',
    'const isOwn = held ||',
    'const isOwn =',
  ),
  above(
    'a limited administrator says what roles may assign',
    'what a role may assign is for owners to say',
    'server/src/domain/access/granting',
    'rolesProblem(grantee, change) ??',
    '',
  ),
  above(
    'a token with resource scopes has a role',
    'a token with resource scopes has no role',
    'server/src/domain/access/roles',
    'if (limited) return undefined',
    '',
  ),
  ended(
    'a browser goes on to a project whose administrator ended its sign-ins there',
    'end all at once: tokens, refresh tokens, and what the browser would go on to unasked',
    'server/src/domain/logins/activity.store',
    'and m.signed_out_at >= t.authenticated_at',
    'and false',
  ),
  ended(
    'a login is ended at the address of any member',
    'of another member are not ended by the address of this one',
    'server/src/domain/logins/member-sign-ins.store',
    'where id = ${loginId} and project = ${project} and membership_id = ${membershipId}',
    'where id = ${loginId} and project = ${project} and (membership_id = ${membershipId} or true)',
  ),
  looked(
    'confidential care is told to those who act for the patient',
    'hides confidential care from those who act for the patient, and names and roles always',
    'server/src/domain/record-access/record-access',
    'if (!isLabelled(stored)) shown.add',
    'shown.add',
  ),
  looked(
    'names are told where the project tells roles',
    'is told by role, day and kind of data, without a name',
    'server/src/domain/record-access/record-access',
    "disclosure === 'names' ?",
    'disclosure.length > 0 ?',
  ),
  looked(
    'anybody learns who looked at any record',
    'is for the patient and those who act for the patient alone, and on record',
    'server/src/endpoints/fhir/who-looked',
    'if (!isOwn && !(await actsFor(context, id)))',
    'if (!isOwn && id === patient)',
  ),
  above(
    'sign-ins of administrators are ended by whoever may end any',
    'nobody below an owner acts on administrators, or on what else those have',
    'server/src/endpoints/admin/sign-ins',
    'await requirePerson(deps, administrator, member)',
    '',
  ),
]
