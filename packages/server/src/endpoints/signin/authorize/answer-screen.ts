import type { FastifyReply } from 'fastify'
import { noteTrace, requestOriginOf } from '#answers'
import { allowScreen, denyScreen } from '#domain/devices'
import { brandOf, html, sendPage, type Topic, topicPage, wordsOf } from '#pages'
import type { AuthorizeAnswer } from '../complaint.ts'
import type { SignInPageDeps } from '../dependencies.ts'
import { openScreen } from './screen-state.ts'

type AnswerDeps = Pick<SignInPageDeps, 'looks' | 'baseUrl' | 'devices'>

/** The end of a sign-in on another screen: its code is kept for that screen, and the person is told to look there. */
export async function answerScreen(
  deps: AnswerDeps,
  reply: FastifyReply,
  { state, project }: { readonly state: string | null | undefined; readonly project: string },
  answer: AuthorizeAnswer,
): Promise<FastifyReply> {
  const origin = requestOriginOf(reply.request)
  const screen = openScreen(deps.devices.keyring, origin.issuer, state)
  if ('code' in answer) {
    noteTrace(reply.request, { sentBack: 'code' })
    const isKept = screen !== undefined && (await allowScreen(deps.devices, screen, answer.code, origin))
    return tell(deps, reply, project, isKept ? 'screen.done' : 'screen.gone')
  }
  noteTrace(reply.request, { sentBack: answer.error, findings: [answer.finding, ...(answer.also ?? [])] })
  const isDenied = answer.error === 'access_denied'
  if (isDenied && screen !== undefined) await denyScreen(deps.devices, screen, origin)
  return tell(deps, reply, project, isDenied ? 'screen.denied' : 'screen.failed')
}

async function tell(deps: AnswerDeps, reply: FastifyReply, project: string, topic: Topic): Promise<FastifyReply> {
  const say = wordsOf(reply.request)
  const { title, card } = topicPage(say, topic)
  const brand = await brandOf(deps, project)
  const isDone = topic === 'screen.done'
  const account = html`<p class="more"><a href="/account">${say('account.back')}</a></p>`
  return sendPage(reply, 200, { title, brand, isSignedIn: isDone, card: html`${card}${isDone ? account : undefined}` })
}
