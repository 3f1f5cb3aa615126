/** What the server refuses, in the language of who reads it: in words, or as English that is marked as English. */
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { complaintsOfAxe } from '../../server/test/signin/page-checks.ts'
import ar from '../src/parts/refusals/texts/ar.ts'
import es from '../src/parts/refusals/texts/es.ts'
import { clinic, open, opened, withConsoles } from './clinic-console.ts'
import { LAYOUT } from './layout.ts'
import { STEP_MS } from './opened.ts'

/** Set to a folder to look at what is shown. */
const SCREENSHOTS = process.env['DAMSON_SCREENSHOTS']
const WORDS: Readonly<Record<string, Readonly<Record<string, string>>>> = { es, ar }

withConsoles()

interface Refused {
  readonly status: number
  readonly code?: string
  readonly text: string
  readonly at?: string
}

/** Every request for the apps is refused so. */
async function refuse(page: Page, { status, code, text, at }: Refused): Promise<void> {
  const coding = code === undefined ? {} : { coding: [{ system: 'urn:damson:reason', code }] }
  const issue = { severity: 'error', code: 'invalid', details: { text, ...coding }, ...(at && { expression: [at] }) }
  const json = { resourceType: 'OperationOutcome', issue: [issue] }
  await page.route('**/admin/projects/*/clients?**', (route) => route.fulfill({ status, json }))
}

/** What the alert of the view says; in it, what is marked as English. */
async function told(page: Page): Promise<{ readonly own: string; readonly english: string | undefined }> {
  const alert = page.locator('main [role=alert]').first()
  await alert.waitFor({ timeout: STEP_MS })
  const sentence = alert.locator('p').nth(1)
  await expect.poll(() => sentence.innerText(), { timeout: STEP_MS }).not.toBe('')
  const english = alert.locator('[lang=en][dir=ltr]')
  const marked = (await english.count()) === 0 ? undefined : await english.innerText()
  const own = (await sentence.innerText()).replace(marked ?? '', '').trim()
  return { own, english: marked }
}

async function refusedAs(locale: string, refused: Refused): ReturnType<typeof told> {
  const page = await open('', clinic.owner, locale)
  await refuse(page, refused)
  await opened.to('apps')
  const shown = await told(page)
  expect([...(await page.evaluate<string[]>(LAYOUT)), ...(await complaintsOfAxe(page))]).toEqual([])
  if (SCREENSHOTS !== undefined)
    await page.screenshot({ path: `${SCREENSHOTS}/refused-${locale}-${refused.code ?? refused.status}.png` })
  return shown
}

const ROLE = 'Your role as an administrator does not include this: ask an owner of the project.'

describe.each(['es', 'ar'])('in %s', (locale) => {
  const words = WORDS[locale] ?? {}

  test('a code that has words is told in them alone', async () => {
    const shown = await refusedAs(locale, { status: 403, code: 'needs_role', text: ROLE })
    expect(shown).toEqual({ own: words['needs_role'], english: undefined })
  })

  test('words that leave something open are followed by the field and by what the server says', async () => {
    const text = 'The body is larger than the limit of 1024 bytes at this address: send less.'
    const shown = await refusedAs(locale, { status: 413, code: 'body_too_large', text, at: 'setting.0' })
    expect(shown.english).toBe(text)
    expect(shown.own).toBe(`${words['body_too_large']} setting.0`)
  })

  test.each([
    ['a new code', { status: 409, code: 'not_known_yet', text: 'Something is in the way <b>here</b>.' }],
    ['no code', { status: 400, text: 'This cannot be.' }],
    ['another thing of the language', { status: 400, code: 'toString', text: 'This cannot be either.' }],
  ])('%s is told as the server says it, marked as English', async (_what, refused) => {
    const shown = await refusedAs(locale, refused)
    expect(shown.english).toBe(refused.text)
    expect(shown.own).toMatch(/:$/)
    expect(shown.own).not.toContain(refused.text)
  })

  test('a real refusal is told where the form is', async () => {
    const page = await open('people/invite', clinic.owner, locale)
    await page.locator('input[type=email]').fill(clinic.owner.email)
    for (const field of await page.locator('main form input[type=text]').all())
      if (await field.isVisible()) await field.fill('Somebody')
    await page.locator('main form button[type=submit]').first().click({ timeout: STEP_MS })
    const wrong = page.locator('main .wrong[role=alert]')
    await expect.poll(() => wrong.innerText(), { timeout: STEP_MS }).toBe(words['already_member'])
  })
})

test('in English the server speaks for itself', async () => {
  const text = 'The body is larger than the limit of 1024 bytes at this address: send less.'
  expect(await refusedAs('en', { status: 413, code: 'body_too_large', text })).toEqual({
    own: text,
    english: undefined,
  })
})
