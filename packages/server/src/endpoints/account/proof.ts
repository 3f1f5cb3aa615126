import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import {
  answersWith,
  type BrowserCookies,
  brandOf,
  emailFault,
  type Fault,
  otherMethodText,
  placeOf,
  readEmail,
  readForm,
  sendPage,
  type Words,
  wordsOf,
} from '#answers'
import { secondsAfter } from '#base/clock'
import { SYSTEM_PROJECT } from '#domain/projects'
import type { SignInRefusal } from '#domain/signin'
import { rateLimitHeader } from '#domain/throttle'
import { type Act, type Done, perform } from './acts.ts'
import type { AccountParts } from './parts.ts'
import { proofPage } from './proof-page.ts'
import { findVisitor, outOfDate, receiveForm, seeOther, type Visitor } from './visitor.ts'

const PROOF_SECONDS = 600

/** What the form that asks for a password carries on. */
interface Proving {
  readonly until: number
  /** The sign-in that is to be proven anew; left out, somebody signs in. */
  readonly root?: string
  /** What is to be done then. */
  readonly act?: Act
}

interface Exchange {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly status: number
}

/** The page that asks who it is, or whether it is still the same. */
export async function showProof(
  { keyring, clock, ...parts }: AccountParts,
  cookies: BrowserCookies,
  { request, reply, status }: Exchange,
  visitor: Visitor | undefined,
  asked: {
    readonly act?: Act | undefined
    readonly email?: string | undefined
    readonly fault?: Fault | undefined
    readonly done?: Done | undefined
  },
): Promise<FastifyReply> {
  const { act, email, fault, done } = asked
  const proving: Proving = {
    until: secondsAfter(clock.now(), PROOF_SECONDS).getTime(),
    ...(visitor !== undefined && { root: visitor.root.id }),
    ...(act !== undefined && { act }),
  }
  const form = keyring.seal(JSON.stringify(proving), contextOf(cookies.know(request, reply).hash))
  const brand = await brandOf(parts, request.issuer.project)
  return sendPage(
    reply,
    status,
    proofPage(wordsOf(request), brand, { form, email, fault, done, isAgain: visitor !== undefined }),
  )
}

const contextOf = (browserHash: string): string => `account-proof:${browserHash}`

/** `/account/sign-in`: takes e-mail and password of whoever wants to see their account, or the password alone once more. */
export function registerProof(app: FastifyInstance, parts: AccountParts, cookies: BrowserCookies): void {
  const page = answersWith('page')

  app.get('/account/sign-in', page, async (_request, reply) => seeOther(reply, '/account'))

  app.post('/account/sign-in', page, async (request, reply) => {
    receiveForm(parts, request)
    const browser = cookies.find(request)
    const form = readForm(request)?.form
    const proving = browser === undefined ? undefined : open(parts, form?.get('form'), browser.hash)
    if (browser === undefined || form === undefined || proving === undefined) throw outOfDate()
    const visitor = proving.root === undefined ? undefined : await findVisitor(parts, cookies, request)
    if (visitor?.root.id !== proving.root) throw outOfDate()
    const show = (fault: Fault, status = 400): Promise<FastifyReply> =>
      showProof(parts, cookies, { request, reply, status }, visitor, { act: proving.act, email: typed, fault })
    const typed = form.get('email')?.slice(0, 320)
    const email = visitor?.user.email ?? readEmail(typed)
    const password = form.get('password') ?? ''
    const say = wordsOf(request)
    if (email === undefined) return show(emailFault(say, typed))
    if (password === '') return show({ field: 'password', text: say('field.password.missing') })

    const isOfProject = visitor !== undefined && visitor.user.project !== SYSTEM_PROJECT
    const place = placeOf(request)
    const proven = await parts.signIn.atAccount({
      email,
      password,
      requestedProject: request.issuer.project ?? (isOfProject ? visitor.user.project : undefined),
      expectedUser: visitor?.user.id,
      browserHash: browser.hash,
      ...place,
    })
    if (!proven.ok) {
      const { fault, status, headers } = answerTo(say, proven.refusal, visitor !== undefined)
      reply.headers(headers)
      return show(fault, status)
    }
    cookies.keepRoot(reply, proven.value.rootHandle)
    if (visitor === undefined || proving.act === undefined) return seeOther(reply, '/account')
    const { done, isHere } = await perform(parts, visitor, proving.act, place)
    if (isHere) cookies.dropRoot(reply)
    return seeOther(reply, `/account?done=${done}`)
  })
}

function open({ keyring, clock }: AccountParts, sealed: string | undefined, browserHash: string): Proving | undefined {
  if (sealed === undefined) return undefined
  try {
    // Sealed by `showProof` alone: the context vouches for its shape.
    const proving = JSON.parse(keyring.unseal(sealed, contextOf(browserHash)).toString()) as Proving
    return proving.until > clock.now().getTime() ? proving : undefined
  } catch {
    return undefined
  }
}

/** One text for whoever could not sign in, whatever was wrong. */
function answerTo(
  say: Words,
  refusal: SignInRefusal,
  isAgain: boolean,
): { readonly fault: Fault; readonly status: number; readonly headers: Readonly<Record<string, string>> } {
  if (refusal.why === 'other_method')
    return {
      fault: { field: isAgain ? 'password' : 'email', text: otherMethodText(say, refusal.problem) },
      status: 400,
      headers: {},
    }
  if (refusal.why !== 'too_many_attempts')
    return {
      fault: { field: 'password', text: say(isAgain ? 'account.password.wrong' : 'signin.wrong') },
      status: 400,
      headers: {},
    }
  const { allowance } = refusal
  return {
    fault: { field: 'password', text: say('signin.throttled', { wait: { seconds: allowance.resetSeconds } }) },
    status: 429,
    headers: { 'Retry-After': String(allowance.resetSeconds), RateLimit: rateLimitHeader([allowance]) },
  }
}
