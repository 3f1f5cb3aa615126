interface FindingText {
  readonly one: string
  /** `%`: how many. */
  readonly many: string
  readonly why: string
  readonly remedy: string
}

export type FindingCode =
  | 'basic_allowed'
  | 'old_secret'
  | 'unused_client'
  | 'no_second_factor'
  | 'second_factor_pending'
  | 'patient_password_alone'
  | 'wildcard_policy'
  | 'changes_waiting'
  | 'developer_mode'
  | 'domain_failing'
  | 'old_signing_key'
  | 'no_tls'
  | 'certificate_expires'
  | 'certificate_refused'
  | 'versions_differ'
  | 'release_old'
  | 'no_mail'
  | 'shared_origin'
  | 'limit_near'
  | 'backup'

/** Each finding in words, for programs that have none of their own. */
export const TEXTS: Readonly<Record<FindingCode, FindingText>> = {
  basic_allowed: {
    one: 'A client may send its secret with every request.',
    many: '% clients may send their secret with every request.',
    why: 'A secret that travels with each request is easier to steal than a token that expires.',
    remedy: 'Let the client use client credentials, or connect the device by a code; then set basicAllowed to false.',
  },
  old_secret: {
    one: 'The secret of a client is older than a year.',
    many: 'The secrets of % clients are older than a year.',
    why: 'The longer a secret is in use, the more people and files have seen it.',
    remedy: 'Rotate the secret: the old one works until the client has the new one.',
  },
  unused_client: {
    one: 'A client was not used for 90 days, and its credentials still work.',
    many: '% clients were not used for 90 days, and their credentials still work.',
    why: 'Nobody notices the misuse of credentials that nobody uses.',
    remedy: 'Set the status of the client to off. It can be switched on again.',
  },
  no_second_factor: {
    one: 'A person who works here signs in without a second factor.',
    many: '% people who work here sign in without a second factor.',
    why: 'A guessed or stolen password is enough to act as them. Those who administer or see every chart are named first.',
    remedy: 'Set mfaRequired in the settings of the project: they are asked to add one at their next sign-in.',
  },
  second_factor_pending: {
    one: 'A person who must have a second factor has not added one yet.',
    many: '% people who must have a second factor have not added one yet.',
    why: 'Until then, a guessed or stolen password lets somebody else add a factor of their own.',
    remedy: 'They are asked at their next sign-in. Ask them to sign in, or switch off who no longer needs access.',
  },
  patient_password_alone: {
    one: 'A patient or relative signs in by a password alone.',
    many: '% patients and relatives sign in by a password alone.',
    why: 'A guessed or stolen password is enough to read their record.',
    remedy: 'Name them in newBrowserCode in the settings of the project: in a new browser they are sent a code.',
  },
  wildcard_policy: {
    one: 'An access policy that others than administrators have allows every kind of resource.',
    many: '% access policies that others than administrators have allow every kind of resource.',
    why: 'Such a policy also covers kinds of records that are added later.',
    remedy: 'Name the types that its members need, each with criteria.',
  },
  changes_waiting: {
    one: 'A change that a machine asks for waits for an owner.',
    many: '% changes that machines ask for wait for an owner.',
    why: 'Until an owner decides, nothing is changed. A change that waits for seven days expires.',
    remedy: 'Read what each would change at /account/changes, and approve or refuse it there.',
  },
  developer_mode: {
    one: 'Developer mode is on.',
    many: 'Developer mode is on.',
    why: 'Traces of sign-ins and requests are kept, and developers of the project can read them.',
    remedy: 'Remove developerModeUntil of the project once the fault is found. It ends by itself.',
  },
  domain_failing: {
    one: 'The DNS record of an e-mail domain is missing.',
    many: 'The DNS records of % e-mail domains are missing.',
    why: 'After seven days without the record, the domain is suspended, and its people cannot sign in by their provider.',
    remedy: 'Add the TXT record again, and let the domain be checked.',
  },
  old_signing_key: {
    one: 'A signing key is older than it should be.',
    many: '% signing keys are older than they should be.',
    why: 'New keys are made by the upkeep of the server: it may have stopped.',
    remedy: 'Read the log of the server for upkeep.failed.',
  },
  no_tls: {
    one: 'The address of the server does not begin with https.',
    many: 'The address of the server does not begin with https.',
    why: 'Anyone on the way can read passwords, tokens and records.',
    remedy: 'Put the server behind TLS, and set DAMSON_BASE_URL to its https address.',
  },
  certificate_expires: {
    one: 'The certificate of the server expires within 30 days, or has expired.',
    many: 'The certificate of the server expires within 30 days, or has expired.',
    why: 'Browsers and apps refuse an expired certificate: nobody can sign in.',
    remedy: 'Renew the certificate in the program that serves https, and see why it was not renewed by itself.',
  },
  certificate_refused: {
    one: 'The certificate of the server is refused by browsers and apps.',
    many: 'The certificate of the server is refused by browsers and apps.',
    why: 'It is for another name, or no known authority has signed it; whoever gets used to the warning can be deceived.',
    remedy:
      'Install a certificate for the name in DAMSON_BASE_URL, with the certificates between it and its authority.',
  },
  versions_differ: {
    one: 'Nodes of the server run different versions.',
    many: 'Nodes of the server run % different versions.',
    why: 'They may answer the same request differently, and an older one lacks what was mended since.',
    remedy: 'Upgrade the nodes that run the older version, or stop them.',
  },
  release_old: {
    one: 'The release of this server is more than half a year old.',
    many: 'The release of this server is more than half a year old.',
    why: 'Faults that were mended since, also of security, are still in it. The server asks nobody for newer releases.',
    remedy: 'Read the changelog of the newest release, make a backup, and upgrade.',
  },
  no_mail: {
    one: 'No e-mail leaves this server.',
    many: 'No e-mail leaves this server.',
    why: 'It has no mail server: invitations, codes and links for a new password do not reach anybody.',
    remedy: 'Set DAMSON_MAIL_URL and DAMSON_MAIL_FROM. In development, read the e-mails at /dev/inbox.',
  },
  shared_origin: {
    one: 'The console and the sign-in pages share an address.',
    many: 'The console and the sign-in pages share an address.',
    why: 'Whoever can sign in can also reach the console, and a fault in one page could be used against the other.',
    remedy: 'Set DAMSON_ADMIN_PORT and DAMSON_ADMIN_BASE_URL: the console and /admin are then served only there.',
  },
  limit_near: {
    one: 'A limit was used to 80 % or more in the last day.',
    many: '% limits were used to 80 % or more in the last day.',
    why: 'Requests above a limit are refused.',
    remedy: 'Raise the limit, or let the client send fewer requests.',
  },
  backup: {
    one: 'The last backup is older than a week.',
    many: 'The last backup is older than a week.',
    why: 'What was written since the last backup is lost with the disk.',
    remedy: 'Run `npm run backup` every night, or look at the backups that PostgreSQL itself makes.',
  },
}
