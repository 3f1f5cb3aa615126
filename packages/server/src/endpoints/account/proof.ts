import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answersWith, type Form, readForm, requestOriginOf } from '#answers'
import { secondsAfter } from '#base/clock'
import { factorsOf } from '#domain/factors'
import { findBrowserRoots } from '#domain/logins'
import { ownUseOptions, useOptions } from '#domain/passkeys'
import { SYSTEM_PROJECT } from '#domain/projects'
import type { Provider } from '#domain/providers'
import { type PasskeyRefusal, proveAtAccount, provePasskeyAtAccount } from '#domain/signin'
import { rateLimitHeader } from '#domain/throttle'
import { userById } from '#domain/users'
import {
  type Browser,
  type BrowserCookies,
  brandOf,
  carryQuery,
  type Fault,
  type Html,
  hintQuery,
  otherMethodText,
  PAGE_SECONDS,
  passkeyText,
  readCredentials,
  type SignInStep,
  sendPage,
  type Words,
  wordsOf,
} from '#pages'
import { type Act, type Done, perform } from './acts.ts'
import type { CodePlace } from './code.ts'
import type { AccountDeps } from './dependencies.ts'
import { addPasskeyToRoot } from './passkey-proof.ts'
import { againPage, signInPage } from './proof-page.ts'
import { offeredProviders } from './providers.ts'
import {
  findVisitorAnywhere,
  hasPhoneAlone,
  lacksFactor,
  outOfDate,
  proofNeededOf,
  receiveForm,
  seeOther,
  tellOfBrowser,
  useVisit,
  type Visitor,
  wantsTime,
} from './visitor.ts'

/** The sealed content of the form that asks for a password. */
interface Proving {
  readonly until: number
  /** The sign-in to prove again. Left out for a new sign-in. */
  readonly root?: string
  /** What to do after the proof, or where to go. */
  readonly act?: Act
  readonly next?: CodePlace
}

interface Exchange {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly status: number
}

function seal({ keyring, clock }: AccountDeps, browser: Browser, proving: Omit<Proving, 'until'>): string {
  // For a signed-in person, the page expires with the sign-in, and it warns them. A sign-in page has no other limit.
  const until = secondsAfter(clock.now(), PAGE_SECONDS).getTime()
  return keyring.seal(JSON.stringify({ ...proving, until } satisfies Proving), contextOf(browser.hash))
}

/** The page that asks for the e-mail address. */
export async function showSignIn(
  deps: AccountDeps,
  cookies: BrowserCookies,
  { request, reply, status }: Exchange,
  asked: {
    readonly step: SignInStep
    readonly email?: string | undefined
    readonly fault?: Fault | undefined
    readonly done?: Done | undefined
    readonly unknownPasskey?: string
  },
): Promise<FastifyReply> {
  const { step, email, fault, done, unknownPasskey } = asked
  const browser = cookies.know(request, reply)
  const form = seal(deps, browser, {})
  const hint = email === undefined ? undefined : carryQuery(deps, request, 'account', hintQuery(email), browser)
  const brand = await brandOf(deps, request.issuer.project)
  const { path } = request.issuer
  const options = useOptions(deps, browser.hash, request.issuer)
  const passkey = options && { options, path, suggests: step === 'email' && fault === undefined, unknownPasskey }
  const providers = await offeredProviders(deps, request, browser, step === 'password' ? email : undefined)
  const shown = { step, form, email, hint, fault, done, passkey, providers }
  return sendPage(reply, status, signInPage(wordsOf(request), brand, shown))
}

/** The page that asks the signed-in person to prove again who they are. */
export async function showAgain(
  deps: AccountDeps,
  cookies: BrowserCookies,
  { request, reply, status }: Exchange,
  visitor: Visitor,
  {
    act,
    next,
    fault,
  }: { readonly act: Act | undefined; readonly next?: CodePlace | undefined; readonly fault?: Fault },
): Promise<FastifyReply> {
  const left = await useVisit(deps, visitor)
  if (left === undefined) return seeOther(reply, '/account')
  const proving = { root: visitor.root.id, ...(act !== undefined && { act }), ...(next !== undefined && { next }) }
  const browser = cookies.know(request, reply)
  const form = seal(deps, browser, proving)
  const brand = await brandOf(deps, request.issuer.project)
  const account = visitor.user.email ?? ''
  const options = await ownUseOptions(deps, browser.hash, request.issuer, visitor.user.id)
  const passkey = options && { options, path: request.issuer.path }
  // The password alone changes nothing beside a passkey. It is asked for where a touch of the passkey was all so far. Who
  // has no address has none.
  const onlyPasskey =
    next !== undefined &&
    passkey !== undefined &&
    (visitor.root.factors.includes('password') || hasPhoneAlone(visitor)) &&
    (await proofNeededOf(deps, visitor)) === 'passkey'
  const provider = await providerOf(deps, visitor, next)
  const byProvider = provider && { provider, next: next ?? '/account' }
  const hasPassword = visitor.user.passwordHash !== null
  // Who has nothing to prove themselves with sets a password.
  if (!hasPassword && passkey === undefined && provider === undefined) return seeOther(reply, '/account/password')
  const shown = { form, account, fault, left, passkey, onlyPasskey, hasPassword, byProvider }
  return sendPage(reply, status, againPage(wordsOf(request), brand, shown))
}

/** The provider that signed this visitor in, if its word opens what they want. */
async function providerOf(
  { providers }: AccountDeps,
  { root, reach }: Visitor,
  next: CodePlace | undefined,
): Promise<Provider | undefined> {
  if (root.providerKey === null || (next !== undefined && reach !== undefined)) return undefined
  return providers.byKey(root.providerKey)
}

const contextOf = (browserHash: string): string => `account-proof:${browserHash}`

/**
 * `/account/sign-in`: signs a person in to their account page with their e-mail address and then their password, or
 * asks a signed-in person for the password again.
 */
export function registerProof(app: FastifyInstance, deps: AccountDeps, cookies: BrowserCookies): void {
  const page = answersWith('page')

  app.get('/account/sign-in', page, async (_request, reply) => seeOther(reply, '/account'))

  app.post('/account/sign-in', page, async (request, reply) => {
    receiveForm(deps, request)
    const browser = cookies.find(request)
    const form = readForm(request)?.form
    const proving = browser === undefined ? undefined : open(deps, form?.get('form'), browser.hash)
    if (browser === undefined || form === undefined || proving === undefined) throw outOfDate()
    const exchange = { request, reply, form, browser }
    return proving.root === undefined
      ? signIn(deps, cookies, exchange)
      : proveAgain(deps, cookies, exchange, { ...proving, root: proving.root })
  })
}

interface Received {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly form: Form
  readonly browser: Browser
}

async function signIn(
  deps: AccountDeps,
  cookies: BrowserCookies,
  { request, reply, form, browser }: Received,
): Promise<FastifyReply> {
  const say = wordsOf(request)
  const passkey = form.get('passkey')
  if (passkey !== undefined) return signInWithPasskey(deps, cookies, { request, reply, form, browser }, passkey)
  const typed = form.get('email')?.trim().slice(0, 320)
  const given = readCredentials(say, form)
  if ('step' in given) {
    const status = given.fault === undefined ? 200 : 400
    return showSignIn(deps, cookies, { request, reply, status }, { ...given, email: typed })
  }
  const proven = await proveAtAccount(deps.signIn, {
    ...given,
    ...requestOriginOf(request),
    requestedProject: request.issuer.project,
    expectedUser: undefined,
    browserHash: browser.hash,
  })
  if (!proven.ok) {
    const { fault, status, headers } = refusalAnswer(say, proven.refusal, say('signin.wrong'))
    reply.headers(headers)
    return showSignIn(deps, cookies, { request, reply, status }, { step: 'password', email: typed, fault })
  }
  return signedIn(deps, cookies, { request, reply, browser }, proven.value.rootHandle)
}

/** Opens the account page, unless a second factor is lacking, which is asked for there. */
async function signedIn(
  deps: AccountDeps,
  cookies: BrowserCookies,
  { request, reply, browser }: Omit<Received, 'form'>,
  handle: string,
): Promise<FastifyReply> {
  cookies.keepRoot(reply, handle)
  const [root] = await findBrowserRoots(deps.db, handle, browser.hash, deps.clock.now())
  const user = root && (await userById.maybeOne(deps.db, root.userId))
  if (root !== undefined && user !== undefined) {
    const visitor = { browser, root, user }
    if (!(await lacksFactor(deps, visitor, request))) await tellOfBrowser(deps, visitor, request)
  }
  return seeOther(reply, '/account')
}

/** A passkey also says whose account it is. */
async function signInWithPasskey(
  deps: AccountDeps,
  cookies: BrowserCookies,
  { request, reply, browser }: Received,
  answer: string,
): Promise<FastifyReply> {
  const proven = await provePasskeyAtAccount(deps.signIn, {
    ...requestOriginOf(request),
    answer,
    requestedProject: request.issuer.project,
    expectedUser: undefined,
    browserHash: browser.hash,
  })
  if (!proven.ok) {
    const { refusal } = proven
    const { fault, status, headers } = passkeyAnswer(wordsOf(request), refusal)
    reply.headers(headers)
    const isUnknown = refusal.why === 'passkey' && refusal.problem.why === 'unknown_passkey'
    const asked = { step: 'email', fault, ...(isUnknown && { unknownPasskey: refusal.problem.credentialId }) } as const
    return showSignIn(deps, cookies, { request, reply, status }, asked)
  }
  return signedIn(deps, cookies, { request, reply, browser }, proven.value.rootHandle)
}

async function proveAgain(
  deps: AccountDeps,
  cookies: BrowserCookies,
  { request, reply, form, browser }: Received,
  { root, act, next }: Proving & { readonly root: string },
): Promise<FastifyReply> {
  const visitor = await findVisitorAnywhere(deps, cookies, request)
  if (visitor === undefined && wantsTime(form)) return seeOther(reply, '/account')
  if (visitor?.root.id !== root) throw outOfDate()
  const show = (status: number, fault?: Fault): Promise<FastifyReply> =>
    showAgain(deps, cookies, { request, reply, status }, visitor, { act, next, ...(fault !== undefined && { fault }) })
  if (wantsTime(form)) return show(200)
  const say = wordsOf(request)
  const [password = '', answer] = [form.get('password'), form.get('passkey')]
  if (answer === undefined && password === '')
    return show(400, { field: 'password', text: say('field.password.missing') })
  const { user } = visitor
  const origin = requestOriginOf(request)
  const expected = {
    requestedProject: request.issuer.project ?? (user.project === SYSTEM_PROJECT ? undefined : user.project),
    expectedUser: user.id,
    browserHash: browser.hash,
    ...origin,
  }
  // A passkey comes to the password that was proven in this browser: a key that is only touched is the second of two. So it
  // does to a code by text message, of people without an address.
  const isAdded = answer !== undefined && (visitor.root.factors.includes('password') || hasPhoneAlone(visitor))
  const proven = isAdded
    ? await addPasskeyToRoot(deps, visitor, request, answer)
    : answer === undefined
      ? await proveAtAccount(deps.signIn, { email: user.email ?? '', password, ...expected })
      : await provePasskeyAtAccount(deps.signIn, { answer, ...expected })
  if (!proven.ok) {
    const { fault, status, headers } =
      answer === undefined
        ? refusalAnswer(say, proven.refusal, say('account.password.wrong'))
        : passkeyAnswer(say, proven.refusal)
    reply.headers(headers)
    return show(status, fault)
  }
  if (proven.value !== undefined) cookies.keepRoot(reply, proven.value.rootHandle)
  // The password alone proves no person with a second factor, who repeats what they wanted after the code.
  const hasFactor = (await factorsOf.rows(deps.db, user.id)).length > 0
  if (act === undefined || hasFactor) return seeOther(reply, next ?? '/account')
  const { done, isHere } = await perform(deps, visitor, act, request)
  if (isHere) cookies.dropRoot(reply)
  return seeOther(reply, `/account?done=${done}`)
}

function open({ keyring, clock }: AccountDeps, sealed: string | undefined, browserHash: string): Proving | undefined {
  if (sealed === undefined) return undefined
  try {
    // Only `showProof` seals with this context, so the shape is known.
    const proving = JSON.parse(keyring.unseal(sealed, contextOf(browserHash)).toString()) as Proving
    return proving.until > clock.now().getTime() ? proving : undefined
  } catch {
    return undefined
  }
}

/** One text for every failed sign-in, so that it reveals nothing about the account. */
function refusalAnswer(
  say: Words,
  refusal: PasskeyRefusal,
  wrong: Html,
): { readonly fault: Fault; readonly status: number; readonly headers: Readonly<Record<string, string>> } {
  if (refusal.why === 'other_method')
    return {
      fault: { field: 'password', text: otherMethodText(say, refusal.problem) },
      status: 400,
      headers: {},
    }
  if (refusal.why === 'password_disabled')
    return { fault: { field: 'password', text: say('signin.disabled') }, status: 400, headers: {} }
  if (refusal.why !== 'too_many_attempts')
    return { fault: { field: 'password', text: wrong }, status: 400, headers: {} }
  const { allowance } = refusal
  return {
    fault: { field: 'password', text: say('signin.throttled', { wait: { seconds: allowance.resetSeconds } }) },
    status: 429,
    headers: { 'Retry-After': String(allowance.resetSeconds), RateLimit: rateLimitHeader([allowance]) },
  }
}

/** The same for a passkey, whose failures have texts of their own. */
export function passkeyAnswer(say: Words, refusal: PasskeyRefusal): ReturnType<typeof refusalAnswer> {
  const { fault, ...answer } = refusalAnswer(say, refusal, passkeyText(say, refusal))
  return { ...answer, fault: { ...fault, field: 'passkey' } }
}
