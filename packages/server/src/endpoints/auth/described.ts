import { z } from 'zod'
import { type Described, INSTANT, json, type Operation, OUTCOME, REFERENCE, RESOURCE, said } from '#base/openapi'
import { AppleBody } from './apple.ts'
import { ChallengeBody } from './bot-check.ts'
import { GoogleBody } from './google.ts'
import { LoginBody, ProfileBody, ScopeBody } from './login.ts'
import { RevokeBody } from './me.ts'
import { MethodBody } from './method.ts'
import { EnrollBody as EnrollInSignInBody, SendBody, VerifyBody } from './mfa-steps.ts'
import { DeleteBody } from './own-account.ts'
import { CodesBody, DisableBody, EnrollBody } from './own-mfa.ts'
import { ChangeBody, ResetBody, SetPasswordBody, VerifyEmailBody } from './passwords.ts'
import { NewPatientBody, NewProjectBody, NewUserBody } from './register.ts'

const HANDLE = 'The handle of the sign-in, as the answer to its first step says it.'

const SignInState = z
  .object({
    login: z.string().meta({ description: `${HANDLE} It opens nothing by itself, and dies with its code.` }),
    code: z.string().optional().meta({ description: 'The code to redeem at /oauth2/token. The sign-in is complete.' }),
    emailVerificationRequired: z.boolean().optional(),
    mfaRequired: z.boolean().optional().meta({ description: 'Send a code to /auth/mfa/verify.' }),
    mfaMethods: z.array(z.string()).optional(),
    email: z.string().optional(),
    mfaEnrollRequired: z.boolean().optional().meta({ description: 'Set a second factor up: /auth/mfa/login-enroll.' }),
    allowedMfaMethods: z.array(z.string()).optional(),
    enrollUri: z.string().optional(),
    enrollQrCode: z.string().optional().meta({ description: 'A picture, as a data URL.' }),
    memberships: z
      .array(
        z.object({
          id: z.string(),
          project: REFERENCE,
          profile: REFERENCE,
          identifier: z.array(z.looseObject({})).optional(),
        }),
      )
      .optional()
      .meta({ description: 'The person chooses one of these: /auth/profile.' }),
  })
  .meta({
    id: 'SignInState',
    title: 'How a sign-in stands',
    description: 'The code, or what is still missing: the person answers that, and asks again.',
    examples: [{ login: 'b3BhcXVlLWhhbmRsZQ', code: 'b25lLXRpbWUtY29kZQ' }],
  })

const Routed = z
  .object({
    domain: z.string(),
    authorizeUrl: z.string().meta({ description: 'Send the person to this address: they sign in with its provider.' }),
  })
  .meta({ id: 'RoutedSignIn', title: 'Where the person signs in instead' })

const done = said('It is done.', OUTCOME)
const state = said('How the sign-in stands.', SignInState)
const stateOrRoute = said('How the sign-in stands, or where it goes on.', z.union([SignInState, Routed]))

const SIGN_IN: Described['operations'] = {
  'POST /auth/method': {
    summary: 'Ask where an address signs in',
    description: 'The answer depends on the app and the domain alone: it tells nothing about the address.',
    body: json(MethodBody, { email: 'ada@example.org' }),
    answers: { 200: said('With a provider: its address. Else an empty object.', z.union([Routed, z.object({})])) },
  },
  'POST /auth/login': {
    summary: 'Begin a sign-in with a password',
    description:
      'For first-party apps at a registered origin. Other apps send people to /oauth2/authorize. The answer has the code, or says what is missing.',
    body: json(LoginBody, {
      email: 'ada@example.org',
      password: 'a quiet garden path',
      clientId: '5f0c7d0e-2f0f-4c07-8a52-0a4c0d0f3c11',
      codeChallenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      codeChallengeMethod: 'S256',
    }),
    answers: { 200: state },
  },
  'GET /auth/login/:login': { summary: 'Ask how a sign-in stands', answers: { 200: state } },
  'POST /auth/profile': { summary: 'Choose a membership', body: json(ProfileBody), answers: { 200: state } },
  'POST /auth/scope': { summary: 'Narrow the scope', body: json(ScopeBody), answers: { 200: state } },
  'GET /auth/clientinfo/:clientId': {
    summary: 'Ask how the sign-in form of a client looks',
    answers: {
      200: said(
        'Its words and its logo.',
        z.object({ welcomeString: z.string().optional(), logo: z.looseObject({}).optional() }),
      ),
    },
  },
  'POST /auth/mfa/verify': {
    summary: 'Prove the second factor of a sign-in',
    body: json(VerifyBody),
    answers: { 200: state },
  },
  'POST /auth/mfa/login-enroll': {
    summary: 'Set up the second factor that a sign-in asks for',
    body: json(EnrollInSignInBody),
    answers: { 200: state },
  },
  'POST /auth/mfa/send-email': {
    summary: 'Mail a code for the second factor of a sign-in',
    body: json(SendBody),
    answers: { 200: done },
  },
  'POST /auth/google': {
    summary: 'Sign in with a credential of Google’s button',
    body: json(GoogleBody),
    answers: { 200: stateOrRoute },
  },
  'POST /auth/apple': {
    summary: 'Sign in with an id token of Apple’s button',
    body: json(AppleBody),
    answers: { 200: stateOrRoute },
  },
  'POST /auth/challenge': {
    summary: 'Ask what a form must bring against bots',
    body: json(ChallengeBody, { form: 'newuser' }),
    answers: {
      200: said(
        'Nothing, a proof of work, or reCAPTCHA.',
        z.object({
          botCheck: z.enum(['off', 'pow', 'recaptcha']),
          challenge: z.string().optional(),
          bits: z.int().optional(),
          siteKeys: z.array(z.string()).optional(),
        }),
      ),
    },
  },
}

const REGISTRATION: Described['operations'] = {
  'POST /auth/newuser': {
    summary: 'Register a person',
    description: 'The answer is the same for an address that has an account. Its owner gets an e-mail then.',
    body: json(NewUserBody),
    answers: { 200: state },
  },
  'POST /auth/newproject': {
    summary: 'Make a project for the person who registers',
    body: json(NewProjectBody),
    answers: { 200: state },
  },
  'POST /auth/newpatient': {
    summary: 'Make a patient for the person who registers',
    body: json(NewPatientBody),
    answers: { 200: state },
  },
  'POST /auth/verifyemail': {
    summary: 'Prove an e-mail address by a mailed link',
    body: json(VerifyEmailBody),
    answers: { 200: done },
  },
  'POST /auth/setpassword': {
    summary: 'Choose a password by a mailed link',
    body: json(SetPasswordBody),
    answers: { 200: done },
  },
  'POST /auth/resetpassword': {
    summary: 'Ask for the link that resets a password',
    description: 'The answer is the same for addresses without an account.',
    body: json(ResetBody),
    answers: { 200: done },
  },
}

const Session = z.object({
  id: z.string(),
  lastUpdated: INSTANT,
  authMethod: z.string(),
  remoteAddress: z.string().optional(),
  browser: z.string().optional(),
})

const Me = z.object({
  project: RESOURCE,
  membership: RESOURCE,
  profile: RESOURCE,
  config: RESOURCE,
  accessPolicy: RESOURCE.optional(),
  user: RESOURCE.optional(),
  security: z
    .object({ mfaEnrolled: z.boolean(), sessions: z.array(Session), memberships: z.array(RESOURCE) })
    .optional(),
})

const TimeLimits = z.object({
  now: INSTANT,
  endsAt: INSTANT.optional().meta({ description: 'When the sign-in ends, whatever the person does.' }),
  idleUntil: INSTANT.optional().meta({ description: 'When it ends if nothing is asked for.' }),
  warnSeconds: z.int().optional(),
})

const session = (summary: string): Operation => ({
  summary,
  answers: { 200: said('The limits of the sign-in.', TimeLimits) },
})

const OWN: Described['operations'] = {
  'GET /auth/me': {
    summary: 'Ask who one is',
    description: 'The project, the membership, the profile and the rights of the token, and the person’s sign-ins.',
    auth: 'token_or_basic',
    answers: { 200: said('Who asks.', Me) },
  },
  'POST /auth/revoke': {
    summary: 'End another sign-in of one’s own',
    body: json(RevokeBody),
    answers: { 200: done },
  },
  'GET /auth/session': session('Ask how long the sign-in lasts'),
  'POST /auth/session': session('Go on: the time without use begins again'),
  'POST /auth/changepassword': {
    summary: 'Change one’s own password',
    body: json(ChangeBody),
    answers: { 200: done },
  },
  'GET /auth/mfa/status': {
    summary: 'Ask which second factors one has',
    answers: {
      200: said(
        'What there is, what is allowed, and what a new authenticator app needs.',
        z.object({
          enrolled: z.boolean(),
          enrolledMethods: z.array(z.string()),
          allowedMethods: z.array(z.string()),
          mfaRequired: z.boolean(),
          email: z.string().optional(),
          enrollUri: z.string().optional(),
          enrollQrCode: z.string().optional(),
        }),
      ),
    },
  },
  'POST /auth/mfa/enroll': { summary: 'Add a second factor', body: json(EnrollBody), answers: { 200: done } },
  'POST /auth/mfa/disable': { summary: 'Remove a second factor', body: json(DisableBody), answers: { 200: done } },
  'POST /auth/mfa/send-email-challenge': { summary: 'Mail a code to oneself', answers: { 200: done } },
  'POST /auth/mfa/recovery-codes': {
    summary: 'Make new recovery codes',
    description: 'Those from before work no more. The answer is the only one that has the new ones.',
    body: json(CodesBody),
    answers: { 200: said('The codes.', z.object({ recoveryCodes: z.array(z.string()) })) },
  },
  'GET /auth/account/export': {
    summary: 'Export one’s own account',
    answers: { 200: said('All that the account holds, without secrets.', z.looseObject({ exportedAt: INSTANT })) },
  },
  'POST /auth/account/delete': {
    summary: 'Ask for the deletion of one’s own account',
    body: json(DeleteBody, { confirm: true }),
    answers: { 200: said('When it is deleted.', z.object({ dueAt: INSTANT })) },
  },
  'POST /auth/account/keep': {
    summary: 'Keep the account after all',
    answers: { 200: said('Whether a deletion was waiting.', z.object({ kept: z.boolean() })) },
  },
}

const parameters = { login: HANDLE, clientId: 'The id of a ClientApplication.' }

export const describedAuth: readonly Described[] = [
  {
    tag: 'Sign-in',
    about: 'The JSON sign-in for first-party apps. All other apps use the hosted pages: /oauth2/authorize.',
    auth: 'anyone',
    parameters,
    operations: { ...SIGN_IN, ...REGISTRATION },
  },
  {
    tag: 'Own account',
    about: 'What a person who is signed in sees and changes of their own account.',
    auth: 'token',
    parameters,
    operations: OWN,
  },
]
