import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { answersWith, badRequest, outcome, readBody, tooManyRequests } from '#answers'
import type { BotForm, BotRefusal } from '#domain/bot-check'
import type { AuthDeps } from './dependencies.ts'
import { projectOrNew, text } from './fields.ts'

/** What a form may bring against bots. The SDK of others sends both fields of reCAPTCHA always, empty without one. */
export const botFields = {
  powSolution: text(1_000).optional(),
  recaptchaToken: text(10_000).optional(),
  recaptchaSiteKey: text(200).optional(),
}

export const ChallengeBody = z.object({
  form: z.enum(['newuser', 'resetpassword'], 'must be newuser or resetpassword'),
  projectId: projectOrNew,
})

/** `POST /auth/challenge`: what a form must bring, and a challenge to solve. */
export function registerChallenge(app: FastifyInstance, { botCheck, throttle }: AuthDeps): void {
  app.post('/auth/challenge', answersWith('outcome'), async (request, reply) => {
    const { form, projectId } = readBody(ChallengeBody, request.body)
    const allowance = await throttle.attempt(request.ip)
    if (!allowance.allowed) throw tooManyRequests(allowance)
    return reply
      .header('Cache-Control', 'no-store')
      .send(await botCheck.demand(form, projectId ?? request.issuer.project))
  })
}

/** Refuses a form that does not bring what the project wants. */
export async function refuseBots(
  { botCheck }: Pick<AuthDeps, 'botCheck'>,
  request: FastifyRequest,
  form: BotForm,
  project: string | undefined,
  { powSolution, recaptchaToken, recaptchaSiteKey }: { readonly [Name in keyof typeof botFields]?: string | undefined },
): Promise<void> {
  const sent = { powSolution, recaptchaToken, recaptchaSiteKey, address: request.ip }
  const problem = await botCheck.problem(form, project, sent)
  if (problem !== undefined) throw refusal(problem)
}

function refusal({ why }: BotRefusal): Error {
  switch (why) {
    case 'pow_needed':
      return badRequest('Solve a challenge first: POST /auth/challenge gives one, for each try.', 'powSolution', why)
    case 'recaptcha_needed':
      return badRequest('Recaptcha token is required', 'recaptchaToken', why)
    case 'recaptcha_site':
      return badRequest('Invalid recaptchaSiteKey', 'recaptchaSiteKey', why)
    case 'recaptcha_failed':
      return badRequest('Recaptcha failed', 'recaptchaToken', why)
    case 'recaptcha_unreachable':
      return outcome(503, 'transient', 'reCAPTCHA cannot be asked now, so the form was not taken: try again.', {
        reason: why,
      })
  }
}
