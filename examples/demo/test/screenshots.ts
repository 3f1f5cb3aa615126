/** `npm run screenshots -w @damson/example-demo`: starts the demo, uses it, and writes the pictures of the README. */
import { join } from 'node:path'
import { launchChromium } from '@damson/testkit'
import type { Page } from 'playwright-core'
import { openPage, rowOfPorts, signIn, startDemo } from './demo.ts'

const FOLDER = join(import.meta.dirname, '../../../docs/images')
const options = { viewport: { width: 1120, height: 700 }, reducedMotion: 'reduce', locale: 'en-GB' } as const

const [demo, browser] = await Promise.all([startDemo(['--first-port', String(rowOfPorts())]), launchChromium()])
try {
  const { addresses, clinician, owner } = demo
  const shoot = async (page: Page, name: string): Promise<void> => {
    // Nothing is in focus but what matters.
    await page.mouse.move(0, 0)
    await page.screenshot({ path: join(FOLDER, `${name}.png`) })
  }
  const { page: live } = await openPage(browser, options)
  await signIn(live, addresses.live, owner)

  const { page: app } = await openPage(browser, options)
  await signIn(app, addresses.browserApp, clinician)
  await app.getByLabel('Find by name').fill('in')
  await app.getByText('3 patients', { exact: true }).waitFor()
  await app.locator('.people a').first().click()
  for (const [label, value] of Object.entries({
    'Heart rate': '72',
    Systolic: '128',
    Diastolic: '82',
    Temperature: '37.4',
  }))
    await app.getByLabel(label).fill(value)
  await app.getByRole('button', { name: 'Save' }).click()
  await app.getByText(/^Saved: /).waitFor()
  await shoot(app, 'demo-browser-app')

  const { page: reception } = await openPage(browser, options)
  await reception.goto(addresses.legacy)
  await shoot(reception, 'demo-reception')

  // All three are among the lines that the picture shows.
  await live
    .getByText(/^created Observation/)
    .first()
    .waitFor()
  const names = live.locator('.act .name')
  while (new Set((await names.allTextContents()).slice(0, 6)).size < 3) await live.waitForTimeout(100)
  await shoot(live, 'demo-live-audit')
} finally {
  await browser.close()
  await demo.stop()
}
