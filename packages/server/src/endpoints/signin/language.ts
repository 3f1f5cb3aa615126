import type { FastifyInstance } from 'fastify'
import { answersWith, readForm } from '#answers'
import { languages } from '#base/language'
import { refuseForeignForm } from '#pages'
import type { SignInPageDeps } from './dependencies.ts'
import { moveOn } from './redirect.ts'

const YEAR_SECONDS = 31_536_000

/** `/signin/language`: saves the language that a person chose, and shows the previous page again. */
export function registerLanguage(app: FastifyInstance, { baseUrl }: Pick<SignInPageDeps, 'baseUrl'>): void {
  const secure = baseUrl.startsWith('https:')
  const name = `${secure ? '__Host-' : ''}damson-language`
  app.post('/signin/language', answersWith('page'), async (request, reply) => {
    refuseForeignForm(request, baseUrl)
    const form = readForm(request)?.form
    const chosen = languages.find(({ tag }) => tag === form?.get('language'))
    if (chosen !== undefined)
      reply.setCookie(name, chosen.tag, { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: YEAR_SECONDS })
    const to = Buffer.from(form?.get('to') ?? '', 'base64url').toString()
    return moveOn(reply, 303, pathWithin(baseUrl, to))
  })
}

/** An address on this server, without the app's language, because the person's choice overrides it. */
function pathWithin(baseUrl: string, to: string): string {
  const url = to.startsWith('/') && URL.canParse(to, baseUrl) ? new URL(to, baseUrl) : undefined
  if (url === undefined || url.origin !== new URL(baseUrl).origin || url.pathname.startsWith('//')) return '/signin'
  url.searchParams.delete('ui_locales')
  return `${url.pathname}${url.search}`
}
