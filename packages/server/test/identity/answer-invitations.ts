import type { World } from '@damson/testkit'
import { type CookieBrowser, createCookieBrowser, type Visit } from '../signin/cookie-browser.ts'
import { PASSWORD } from './steps.ts'

/** What the pages of a person's account offer them, each with the form that answers it. */
const offered = ({ text }: Visit): readonly string[] =>
  [...text.matchAll(/name="offer" value="([^"]+)"/g)].flatMap(([, id]) => id ?? [])

/** A browser in which a person has opened their own account with their password. */
export async function openAccount(
  world: Pick<World, 'baseUrl'>,
  { email, password = PASSWORD }: { readonly email: string; readonly password?: string },
  under = '',
): Promise<{ readonly browser: CookieBrowser; readonly page: Visit }> {
  const browser = createCookieBrowser(world.baseUrl, world.baseUrl)
  const asked = await browser.open(`${under}/account`)
  const proven = await browser.post(`${under}/account/sign-in`, { form: asked.hidden('form'), email, password })
  return { browser, page: await browser.follow(proven) }
}

/** Answers every invitation on the person's own page. Returns what the page says of each answer. */
export async function answerInvitations(
  world: Pick<World, 'baseUrl'>,
  person: { readonly email: string; readonly password?: string },
  answer: 'accept' | 'decline' = 'accept',
  under = '',
): Promise<readonly string[]> {
  const { browser, page } = await openAccount(world, person, under)
  const answers: string[] = []
  for (const offer of offered(page)) {
    const { location } = await browser.post(`${under}/account`, { form: page.hidden('form'), do: answer, offer })
    answers.push(location)
  }
  return answers
}
