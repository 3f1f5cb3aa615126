import type { Browser } from 'playwright-core'
import { findChromium } from './find-chromium.ts'

/** The system's Chromium, without a window and without what tests do not need. */
export async function launchChromium(): Promise<Browser> {
  // Most tests open no browser, and load none.
  const { chromium } = await import('playwright-core')
  return chromium.launch({
    executablePath: findChromium() ?? 'chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // No renderer is kept ready for a page that may never be opened: a sixth less for each context.
      '--renderer-process-limit=1',
    ],
  })
}
