import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Callback, launchChromium, openPage, startCallback } from '../../../test/signin/chromium.ts'
import { type Hosted, startHosted } from '../../../test/signin/hosted.ts'
import { openShown } from '../../../test/signin/shown-page.ts'
import { createWalker, type Sent } from '../../../test/signin/walker.ts'
import { type Way, waysIn } from '../../../test/signin/ways.ts'

/** What nobody may enter, by the field's name. */
const WRONG: Readonly<Record<string, string>> = {
  email: 'no address',
  password: 'wrong',
  new: 'short',
  code: '000000',
  number: '12',
  birthdate: '',
  first: '',
  last: '',
}
const FIELD = /<input[^>]*\bid="(email|password|new|code|number|birthdate|first|last)"[^>]*\brequired\b/g
/** Pages that are a refusal themselves, and those of a setting that is on only until the page is there. */
const LEFT_OUT =
  /-fault$|^(?:no-email|(?:wrong|short)-password|account-(?:no-email|wrong-password)|activation|register-terms)$/

/** What a person meets on a page that has refused something. */
interface Met {
  readonly focus: string
  readonly alerts: number
  readonly said: number
  readonly describes: boolean
  /** The field has the border of what is wrong. */
  readonly marked: boolean
}

const MET = `(() => {
  const [field, alerts] = [document.activeElement, [...document.querySelectorAll('[role=alert]')]]
  const text = alerts[0]?.textContent.trim() ?? ''
  return {
    focus: field.matches('[aria-invalid=true]') ? field.id : field.outerHTML.slice(0, 200),
    alerts: alerts.length,
    said: text === '' ? 0 : document.querySelector('main').innerText.split(text).length - 1,
    marked: Number.parseFloat(getComputedStyle(field).borderTopWidth) === 2,
    describes: (field.getAttribute('aria-describedby') ?? '').split(' ').includes(alerts[0]?.id),
  }
})()`

describe('after a refusal', () => {
  let hosted: Hosted
  let browser: Browser
  let callback: Callback
  let ways: readonly Way[]
  beforeAll(async () => {
    hosted = await startHosted()
    browser = await launchChromium()
    callback = await startCallback()
    ways = await waysIn(hosted, callback)
  })
  afterAll(async () => {
    await browser.close()
    await callback.close()
    await hosted.world.close()
  })

  test('every form has the focus in the field, and one alert says once what is wrong, with scripts and without', async () => {
    const { page: blank } = await openPage(browser)
    const tabs = await Promise.all([true, false].map((scripts) => openTab(browser, scripts)))
    const walked: string[] = []
    for (const { name, go } of ways.filter((way) => !LEFT_OUT.test(way.name))) {
      await blank.context().clearCookies()
      const walker = createWalker(blank)
      await go(walker)
      const fields = fieldsIn(walker.at)
      if (fields.length === 0) continue
      const refused = await walker.send(Object.fromEntries(fields.map((id) => [id, WRONG[id] ?? ''])))
      // A step that takes whatever is typed, and asks for more.
      if (refused.status < 400) continue
      walked.push(name)
      for (const tab of tabs) {
        await tab.show(refused)
        const met = await metOn(tab.page)
        expect([name, met]).toEqual([
          name,
          { focus: expect.stringMatching(/^\w+$/), alerts: 1, said: 1, describes: true, marked: true },
        ])
        expect(fields, name).toContain(met.focus)
      }
    }
    expect(walked.length, walked.join(' ')).toBeGreaterThan(25)
  })
})

const openTab = async (browser: Browser, javaScriptEnabled: boolean) =>
  openShown((await openPage(browser, { javaScriptEnabled })).page)

const fieldsIn = ({ html }: Sent): readonly string[] => [...html.matchAll(FIELD)].flatMap(([, id]) => id ?? [])

/** The focus comes a little after the page. */
async function metOn(page: Page): Promise<Met> {
  await page.waitForSelector('main :focus')
  return page.evaluate<Met>(MET)
}
