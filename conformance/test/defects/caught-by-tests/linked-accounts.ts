/** Defects of whose account it is: what providers, external ids, numbers and mailboxes open. */
import { caughtBy, oneOf, type TestedDefect } from './tested-defect.ts'

const links = caughtBy('server/test/federation/audit')
const linking = caughtBy('server/test/federation/linking')
const ownPage = caughtBy('server/test/federation/own-page')
const byText = caughtBy('server/test/signin/by-text')

export const LINKED_ACCOUNT_DEFECTS: readonly TestedDefect[] = [
  linking(
    'who used a wrong account of the provider is led back to it, and signed in with that account again',
    'an address of another domain, and a profile of another type, are not for this provider',
    'server/src/endpoints/signin/provider/external',
    "choosesAccount: prompts.includes('select_account'),",
    '',
  ),
  linking(
    'a provider links itself to an account that a number signs in',
    oneOf('an account with %s proves itself first', 'a phone number that signs it in'),
    'server/src/domain/identities/identify',
    "if (account.hasNumber) return 'a phone number that signs it in'",
    '',
  ),
  linking(
    'an owner gives away the account of somebody who signs in by e-mail, by an external id',
    'an account that signs in by e-mail is not given away by an external id that is written beside it',
    'server/src/domain/identities/identify',
    "if (how !== 'email' && account.isUsed) return 'an address that signs it in'",
    '',
  ),
  linking(
    'the mailbox of an invitation takes an account over that a provider signs in',
    'the mailbox of an invitation opens nothing once its person signs in by an external id',
    'server/src/domain/passwords/set-password',
    'const mayBeOthers = isInvited || user.emailProvenAt === null',
    'const mayBeOthers = !isInvited && user.emailProvenAt === null',
  ),
  ownPage(
    'a mailbox that nobody confirmed opens the account of whoever asked for a link there',
    'sets a password by a link that works only where they are signed in',
    'server/src/domain/passwords/set-password',
    "    if (isMailboxAlone && !(await isSignedInWith(tx, user.id, origin, now))) return refuse('other_browser')\n",
    '',
  ),
  ownPage(
    'a mailbox that nobody confirmed undoes a change of address, and opens the account',
    'changes it, and the mailbox of before hears and undoes nothing',
    'server/src/domain/email-changes/confirm',
    'const oldEmail = isTheirs ? user.email : null',
    'const oldEmail = user.email',
  ),
  links(
    'a mailbox that the owner’s provider vouches for hears nothing of a thief’s new address',
    'so is a link that a thief made with another address, once the owner undid the change',
    'server/src/domain/email-changes/confirm',
    '(await providerConfirms.one(tx, userId)).isConfirmed',
    'false',
  ),
  byText(
    'an administrator has the account of a phone opened by a mailbox of theirs',
    'gives a number whose person left to another account, and ends with a proven address',
    'server/src/domain/email-changes/ask-of-member',
    "if ((await openedOtherwise.one(tx, user.id)).isUsed) return refused({ why: 'opened' })",
    '',
  ),
  linking(
    'an administrator has the account of a provider’s person opened by a mailbox of theirs',
    'no other mailbox opens an account that a provider signs in by its address',
    'server/src/domain/email-changes/ask-of-member',
    '(await openedOtherwise.one(tx, user.id)).isUsed',
    '(await openedOtherwise.one(tx, user.id)).isOpened',
  ),
  linking(
    'a provider links itself to an account with a second factor and no password',
    oneOf('an account with %s proves itself first', 'an authenticator app and no password'),
    'server/src/domain/identities/identify',
    "if (account.hasFactor) return 'a second factor or a passkey'",
    '',
  ),
]
