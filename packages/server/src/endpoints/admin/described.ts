import { z } from 'zod'
import { bytes, type Described, fhir, INSTANT, json, OUTCOME, REFERENCE, RESOURCE, said } from '#base/openapi'
import { LISTED_FINDINGS } from '#domain/posture'
import { ActivationCodeBody } from './activation-codes.ts'
import { CONNECTING } from './described-devices.ts'
import { OVERVIEW } from './described-overview.ts'
import { describedProviders } from './described-providers.ts'
import { SERVER } from './described-server.ts'
import { Named, SIGN_INS } from './described-sign-ins.ts'
import { PreviewBody } from './email-texts.ts'
import { EmergencyBody } from './emergency.ts'
import { ImportLine } from './import-line.ts'
import { InviteBody } from './invite.ts'
import { PagePreviewBody } from './page-preview.ts'
import { BotBody, ClientBody } from './principals.ts'
import { Confirmation } from './recoveries.ts'
import { Sent } from './secrets.ts'

const PROJECT = '/admin/projects/:projectId'
const onlyIfMember = z.object({
  'If-Match': z.string().optional().meta({
    description:
      'The version of the ProjectMembership that is meant, as W/"3". Another one is answered with 412, and nothing changes.',
  }),
})
const MEMBER = `${PROJECT}/members/:membershipId`

const done = said('It is done.', OUTCOME)
const doneAsFhir = fhir('It is done.', 'outcome')

const counted = (most: number) => ({
  _count: z
    .string()
    .optional()
    .meta({ description: `How many on a page: at most ${most}, by default 20.` }),
  _cursor: z.string().optional().meta({ description: 'The next page, as the page before names it.' }),
})

const Member = z
  .object({
    id: z.string(),
    user: Named,
    profile: Named,
    policies: z.array(Named).meta({ description: 'The policies in force, the default of the project included.' }),
    active: z.boolean(),
    admin: z.boolean(),
    adminRole: z.string().optional(),
    owner: z.boolean(),
    pending: z.boolean().meta({ description: 'Invited, and has never signed in to this membership.' }),
    invitedAt: INSTANT.optional(),
    lastSignInAt: INSTANT.optional(),
  })
  .meta({ id: 'ListedMember', title: 'A member as listed' })

const Recovery = z
  .object({
    id: z.string(),
    member: REFERENCE,
    state: z.enum(['link-sent', 'proof-missing', 'waiting', 'ready']),
    startedAt: INSTANT,
    startedBy: z.string(),
    proofs: z.array(z.string()),
    readyAt: INSTANT.optional(),
    needsOwner: z.boolean().optional(),
  })
  .meta({ id: 'Recovery', title: 'A recovery of lost second factors' })

const recovering = said('When the person can go on.', z.object({ id: z.string(), readyAt: INSTANT.optional() }))

const PEOPLE: Described['operations'] = {
  [`GET ${PROJECT}/members`]: {
    summary: 'List the members',
    query: z.object({
      pending: z.enum(['true', 'false']).optional().meta({ description: 'true: only invitations that wait.' }),
      name: z.string().optional().meta({ description: 'The beginnings of names, or a whole address.' }),
      id: z.string().optional().meta({ description: 'The id of a membership: that member alone.' }),
      email: z
        .string()
        .optional()
        .meta({ description: 'A part of an address that you may read, of 3 characters or more.' }),
      policy: z
        .string()
        .optional()
        .meta({ description: 'The id of an access policy: the memberships that name it, of Bots and clients, too.' }),
      finding: z
        .enum(LISTED_FINDINGS.ProjectMembership)
        .optional()
        .meta({ description: 'A finding of the posture: the people whom it is about.' }),
      ...counted(100),
    }),
    answers: {
      200: said(
        'A page of members.',
        z.object({
          members: z.array(Member),
          next: z.string().optional().meta({ description: 'The address of the next page.' }),
        }),
      ),
    },
  },
  [`POST ${PROJECT}/invite`]: {
    summary: 'Invite a person',
    description:
      'Makes the profile, the account where there is none, and the membership. Nobody gets more rights than the inviter has.',
    body: json(InviteBody, {
      resourceType: 'Practitioner',
      firstName: 'Ada',
      lastName: 'Lovelace',
      email: 'ada@example.org',
      membership: { accessPolicy: { reference: 'AccessPolicy/0a5ba7a8-25ec-4f4b-8ca5-8a8f5b2b1c11' } },
    }),
    answers: { 200: fhir('The ProjectMembership. An OperationOutcome, if it was made and no message could be sent.') },
  },
  [`POST ${PROJECT}/import-users`]: {
    summary: 'Import people from another system',
    description:
      'Each line is one person. A report for each line is sent as soon as the person is there, then a summary.',
    body: { types: ['application/x-ndjson', 'application/jsonl'], schema: ImportLine },
    answers: { 200: bytes('A report for each line, and the counts.', 'application/x-ndjson') },
  },
  [`GET ${MEMBER}`]: { summary: 'Read a member', answers: { 200: fhir('The ProjectMembership.') } },
  [`POST ${MEMBER}`]: {
    summary: 'Change a member',
    headers: onlyIfMember,
    body: json(RESOURCE),
    answers: { 200: fhir('The ProjectMembership as it is now.') },
  },
  [`DELETE ${MEMBER}`]: { summary: 'Remove a member', headers: onlyIfMember, answers: { 200: doneAsFhir } },
  [`POST ${MEMBER}/resetpassword`]: {
    summary: 'Mail a member the link that resets their password',
    answers: { 200: doneAsFhir },
  },
  [`POST ${MEMBER}/mfa/reset`]: {
    summary: 'Begin the recovery of a member’s second factors, as Medplum’s API does',
    answers: { 200: doneAsFhir },
  },
  [`POST ${MEMBER}/recovery`]: {
    summary: 'Begin the recovery of a member’s second factors',
    answers: { 200: { says: 'The recovery.', type: 'application/fhir+json', schema: Recovery } },
  },
  [`POST ${MEMBER}/invitation`]: { summary: 'Send an invitation again', answers: { 200: doneAsFhir } },
  [`DELETE ${MEMBER}/invitation`]: {
    summary: 'Revoke an invitation',
    headers: onlyIfMember,
    answers: { 200: doneAsFhir },
  },
  ...SIGN_INS,
  [`GET ${PROJECT}/recoveries`]: {
    summary: 'List the recoveries that run',
    answers: { 200: said('The recoveries.', z.object({ recoveries: z.array(Recovery) })) },
  },
  [`POST ${PROJECT}/recoveries/:recoveryId/confirm`]: {
    summary: 'Confirm who asks for a recovery',
    body: json(Confirmation, { number: '048213', identityCheck: 'Compared with the passport on file.' }),
    answers: { 200: recovering },
  },
  [`POST ${PROJECT}/recoveries/:recoveryId/shorten`]: {
    summary: 'Let a recovery go on at once',
    answers: { 200: recovering },
  },
  [`DELETE ${PROJECT}/recoveries/:recoveryId`]: { summary: 'Stop a recovery', answers: { 200: done } },
  [`POST ${PROJECT}/activation-codes`]: {
    summary: 'Make a code that opens a patient’s record',
    body: json(ActivationCodeBody),
    answers: {
      200: {
        says: 'When the code expires; the code itself, if it is for paper.',
        type: 'application/fhir+json',
        schema: z.looseObject({
          code: z.string().optional(),
          url: z.string().optional(),
          qrCode: z.string().optional(),
          expiresAt: INSTANT.optional(),
        }),
      },
    },
  },
  [`DELETE ${PROJECT}/activation-codes/:patientId`]: {
    summary: 'End the open codes of a patient',
    answers: { 200: doneAsFhir },
  },
  'POST /admin/projects/setpassword': {
    summary: 'Refused always: nobody chooses another person’s password',
    answers: {},
  },
}

const Device = z
  .object({
    id: z.string(),
    name: z.string().optional(),
    active: z.boolean(),
    signs: z.boolean().meta({ description: 'It has a key, and needs no secret.' }),
    connectedAt: INSTANT.nullable(),
    keySince: INSTANT.nullable(),
    lastUsedAt: INSTANT.nullable(),
    lastAddress: z.string().optional(),
    program: z.string().optional(),
    lastBasicAt: INSTANT.nullable(),
    ended: z.object({ as: z.enum(['revoked', 'lost']), at: INSTANT }).optional(),
  })
  .meta({ id: 'ListedDevice', title: 'A device as listed' })

const versionOfProject = { ETag: 'The version of the Project, as W/"3".' }
const onlyIfProject = (what: string) =>
  z.object({
    'If-Match': z
      .string()
      .optional()
      .meta({
        description: `The version of the Project whose ${what} to be changed, as W/"3". Another one is answered with 412, and nothing changes.`,
      }),
  })

const CLIENTS: Described['operations'] = {
  [`POST ${PROJECT}/client`]: {
    summary: 'Make a client: an app, a server or a device',
    description: 'The answer is the only one that has the secret, where the client has one.',
    body: json(ClientBody, {
      name: 'Portal',
      kind: 'app',
      tokenEndpointAuthMethod: 'none',
      redirectUris: ['https://portal.example.org/callback'],
    }),
    answers: { 201: fhir('The ClientApplication.') },
  },
  [`POST ${PROJECT}/bot`]: {
    summary: 'Make a Bot',
    body: json(BotBody, { name: 'Welcome letter' }),
    answers: { 201: fhir('The Bot.') },
  },
  [`GET ${PROJECT}/devices`]: {
    summary: 'List the devices',
    query: z.object({
      name: z.string().optional().meta({ description: 'A part of the name.' }),
      after: z.string().optional().meta({ description: 'next of the page before.' }),
    }),
    answers: {
      200: said('A page of devices.', z.object({ devices: z.array(Device), next: z.string().optional() })),
    },
  },
  [`POST ${PROJECT}/devices/:deviceId/revoke`]: { summary: 'Switch a device off', answers: { 200: done } },
  [`POST ${PROJECT}/devices/:deviceId/lost`]: {
    summary: 'Report a device lost: its key connects nothing again',
    answers: { 200: done },
  },
  [`POST ${PROJECT}/devices/:deviceId/replace`]: {
    summary: 'Open the ten minutes in which a device gets a new key',
    answers: { 200: said('Where the code is typed.', z.object({ expiresAt: INSTANT, url: z.string() })) },
  },
  [`GET ${PROJECT}/secrets`]: {
    summary: 'List the secrets of the project, without their values',
    answers: {
      200: {
        ...said(
          'The secrets, who set each, and when.',
          z.object({ secrets: z.array(z.object({ name: z.string(), setBy: Named, setAt: INSTANT })) }),
        ),
        headers: versionOfProject,
      },
    },
  },
  [`POST ${PROJECT}/secrets`]: {
    summary: 'Set the secrets of the project, which Bots get by name',
    description:
      'A value that is left out stays. A secret that is left out is removed. Nobody reads a value back. Each change is a new version of the Project.',
    body: json(Sent, [{ name: 'SMTP_PASSWORD', valueString: 'a-secret' }]),
    headers: onlyIfProject('secrets are'),
    answers: {
      200: { ...fhir('The Project, with the names of its secrets.'), headers: versionOfProject },
    },
  },
}

const Email = z
  .object({
    id: z.string(),
    kind: z.string(),
    to: z.string().optional(),
    about: REFERENCE.optional(),
    state: z.enum(['waiting', 'accepted', 'kept', 'refused', 'expired']),
    attempts: z.int(),
    problem: z.string().optional(),
    createdAt: INSTANT,
    nextAttemptAt: INSTANT.optional(),
    expiresAt: INSTANT,
    acceptedAt: INSTANT.optional(),
  })
  .meta({ id: 'ListedEmail', title: 'An e-mail as listed' })

const THE_PROJECT: Described['operations'] = {
  [`GET ${PROJECT}`]: {
    summary: 'Read the project',
    answers: {
      200: said(
        'Its name, settings and sites, and the names of its secrets.',
        z.object({
          project: z.object({
            id: z.string(),
            name: z.string().optional(),
            setting: z.array(z.looseObject({})).optional(),
            secret: z.array(z.object({ name: z.string() })).optional(),
            site: z.array(z.looseObject({})).optional(),
          }),
        }),
      ),
    },
  },
  [`POST ${PROJECT}/emergency-account`]: {
    summary: 'Name the administrator whom no enforced domain shuts out',
    description: 'Each choice is a new version of the Project.',
    body: json(EmergencyBody),
    headers: onlyIfProject('emergency account is'),
    answers: {
      200: { ...said('Who it is.', z.object({ membership: REFERENCE.nullable() })), headers: versionOfProject },
    },
  },
  [`GET ${PROJECT}/emails`]: {
    summary: 'List the e-mails of the last weeks, and what became of them',
    query: z.object({
      state: z.enum(['waiting', 'accepted', 'kept', 'refused', 'expired']).optional(),
      ...counted(100),
    }),
    answers: {
      200: said('A page of e-mails.', z.object({ emails: z.array(Email), next: z.string().optional() })),
    },
  },
  [`POST ${PROJECT}/emails/:emailId/send`]: { summary: 'Try an e-mail again', answers: { 200: done } },
  [`GET ${PROJECT}/email-texts`]: {
    summary: 'List the e-mails whose text a project may write',
    answers: {
      200: said(
        'The e-mails, their placeholders, and the languages.',
        z.object({
          emails: z.array(z.object({ email: z.string(), placeholders: z.array(z.string()) })),
          languages: z.array(z.string()),
        }),
      ),
    },
  },
  [`POST ${PROJECT}/page-preview`]: {
    summary: 'See a sign-in page with a draft of its looks',
    body: json(PagePreviewBody, { page: 'email', language: 'en', signInForm: { color: '#0b5d4a' } }),
    answers: {
      200: said(
        'The page.',
        z.object({ html: z.string(), sheet: z.string().optional().meta({ description: 'CSS.' }) }),
      ),
    },
  },
  [`POST ${PROJECT}/email-texts/preview`]: {
    summary: 'See an e-mail with sample data',
    body: json(PreviewBody, { email: 'invite', language: 'es' }),
    answers: {
      200: said(
        'The e-mail.',
        z.object({
          subject: z.string(),
          text: z.string(),
          html: z.string().optional(),
          fromName: z.string().optional(),
        }),
      ),
    },
  },
}

export const describedAdmin: Described = {
  tag: 'Administration',
  about: 'What the administrators of a project do, each within their role and their own rights.',
  auth: 'token_or_basic',
  mayWait: true,
  parameters: {
    projectId: 'The id of the project.',
    membershipId: 'The id of a ProjectMembership.',
    loginId: 'The id of a sign-in, as the list says it.',
    recoveryId: 'The id of a recovery, as the list says it.',
    patientId: 'The id of a Patient.',
    deviceId: 'The id of the device’s ClientApplication.',
    domainId: 'The id of an e-mail domain, as the list says it.',
    emailId: 'The id of an e-mail, as the list says it.',
  },
  operations: { ...THE_PROJECT, ...OVERVIEW, ...PEOPLE, ...CLIENTS, ...CONNECTING, ...describedProviders, ...SERVER },
}
