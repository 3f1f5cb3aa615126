/** Defects of members, invitations and offered roles, and of the role that a person chose. */
import { caughtBy, type TestedDefect } from './tested-defect.ts'

const members = caughtBy('server/test/identity/members')
const invitations = caughtBy('server/test/identity/open-invitations')
const offered = caughtBy('server/test/identity/offered-roles')
const offeredInFlow = caughtBy('server/src/endpoints/signin/steps/flow')
const chosen = caughtBy('server/test/signin/chosen-role')
const launched = caughtBy('server/test/smart/launch')
const ROLES = 'server/src/domain/logins/chosen-roles.store'
const ELSEWHERE = 'is asked for in another browser, by another app, at another address and of another person'

export const INVITED_DEFECTS: readonly TestedDefect[] = [
  chosen(
    'a role is remembered for every browser',
    ELSEWHERE,
    ROLES,
    'select membership_id::text as "membershipId" from chosen_roles\n    where user_id = ${userId} and browser_hash = ${browserHash}',
    'select membership_id::text as "membershipId" from chosen_roles\n    where user_id = ${userId} and ${browserHash}::text is not null',
  ),
  chosen(
    'a role is remembered for every app',
    ELSEWHERE,
    ROLES,
    'and client_id = ${clientId} and issuer = ${issuer}\n      and project = ${project}`,\n)\n\n/** A remembered',
    'and ${clientId}::uuid is not null and issuer = ${issuer}\n      and project = ${project}`,\n)\n\n/** A remembered',
  ),
  chosen(
    'an app that asks for the account gets the role of before',
    'is asked for when the app asks for the account, and then replaced',
    'server/src/domain/signin/role',
    'askRole === true || launch',
    'launch',
  ),
  launched(
    'a launch goes on in the role of before',
    'asks a person with several roles each time for the one that it is for',
    'server/src/domain/signin/role',
    'askRole === true || launch !== undefined',
    'askRole === true',
  ),
  launched(
    'the role of a launch is remembered for other sign-ins',
    'asks a person with several roles each time for the one that it is for',
    'server/src/domain/signin/role',
    'login.launch === null ? placeOf(login) : undefined',
    'placeOf(login)',
  ),
  offered(
    'an invitation gives the account of a stranger a role at once',
    'gives a stranger who invites as administrator of their own project nothing, and shows them nobody',
    'server/src/domain/registration/invite',
    '  if (awaited !== undefined) return { userId: awaited.id',
    "  const of = await provenHolder.maybeOne(tx, email ?? '', scope)\n" +
      '  if (of !== undefined) return { userId: of.id, scope, isMade: false, invalidations: [] }\n' +
      '  if (awaited !== undefined) return { userId: awaited.id',
  ),
  offered(
    'the list of e-mails tells that an address has an account',
    'gives a stranger who invites as administrator of their own project nothing, and shows them nobody',
    'server/src/domain/mails/create-mails',
    "        kind: 'invite',\n",
    '',
  ),
  offered(
    'a person accepts what another one is offered',
    'is accepted once, and by nobody else',
    'server/src/domain/memberships/offers.store',
    '  u.email = r.email and u.project',
    '  u.project',
  ),
  offered(
    'an inactive role is accepted',
    'ends when the inviter takes it back or switches it off',
    'server/src/domain/memberships/offers.store',
    "m.user_type = 'User' and m.active and m.invitation_open",
    "m.user_type = 'User' and m.invitation_open",
  ),
  offeredInFlow(
    'a sign-in accepts a role that was not on its page',
    'asks them to accept, and goes on in that role',
    'server/src/domain/signin/offer',
    'offers.find(({ id }) => id === membershipId)',
    "offers.find(({ id }) => id !== '' && membershipId !== '')",
  ),
  offered(
    'a declined role is offered on',
    'can be declined, which the inviter sees as from any other address, and be offered again',
    'server/src/domain/memberships/offers.store',
    ' and m.declined_at is null',
    '',
  ),
  offered(
    'whoever declines is named to the inviter',
    'can be declined, which the inviter sees as from any other address, and be offered again',
    'server/src/domain/memberships/offers',
    "kind: 'link.declined', project, agent: {}",
    "kind: 'link.declined', project, agent: { userId }",
  ),
  members(
    'the list of members tells names that a policy hides',
    'are told as far as the administrator’s own policy goes',
    'server/src/domain/names/names',
    'type, piece, decision.narrowing)',
    "type, piece, { op: 'all', of: [] })",
  ),
  members(
    'an invitation is revoked from somebody who has signed in',
    'is revoked no more once its person has signed in',
    'server/src/endpoints/admin/invitations',
    'if ((await holdPending.maybeOne(tx, project, id)) === undefined) throw notPending()',
    'await holdPending.maybeOne(tx, project, id)',
  ),
  invitations(
    'the link of a removed invitation still works',
    'ends with the membership that is removed by /%s',
    'server/src/domain/memberships/end-gates',
    'if (after === undefined) await endInvitationLinks.run(tx, now, project, id)',
    'if (after !== undefined) await endInvitationLinks.run(tx, now, project, id)',
  ),
  invitations(
    'an invitation stays pending when its person signs in',
    'is pending until its person signs in, who waits for nobody that holds the membership',
    'server/src/domain/logins/came-to.store',
    ', invitation_open = false',
    '',
  ),
  offered(
    'an offered role waits for years',
    'ends with the link of its invitation, and begins again when it is sent again',
    'server/src/domain/memberships/offers.store',
    'm.invited_at > ${since}::timestamptz',
    '${since}::timestamptz is not null',
  ),
  offered(
    'who was signed in to an offered role stays signed in',
    'ends what somebody was signed in with to it before',
    'server/src/domain/logins/membership-gate',
    "isHandedOver(change) ? 'membership_accepted' : undefined",
    'undefined',
  ),
  offeredInFlow(
    'a browser that was left open makes an administrator',
    'makes nobody an administrator in a browser that was left open',
    'server/src/domain/signin/offer',
    'return admin && !isProvenNow(login, now)',
    'return admin && !isProvenNow(login, now) && login.userId === null',
  ),
]
