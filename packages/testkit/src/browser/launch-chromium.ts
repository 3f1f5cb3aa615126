import type { Browser } from 'playwright-core'
import { findChromium } from './find-chromium.ts'

/** What Playwright leaves out of Chromium by a list of its own, which counts no more where another one is given. */
export const LEFT_OUT_BY_PLAYWRIGHT = [
  'AimEnabled',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'TcpPortRandomizationWin',
  'ThirdPartyStoragePartitioning',
]

/**
 * The list below the address bar: two pages of Chromium's own in each window, which nobody sees here. Without them a context
 * takes half of the processor time.
 */
const LEFT_OUT = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'WebUIOmniboxFullPopup']

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
      // Nothing is drawn by a graphics card: a process less for each picture to go through.
      '--in-process-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // No renderer is kept ready for a page that may never be opened: a sixth less for each context.
      '--renderer-process-limit=1',
      `--disable-features=${[...LEFT_OUT_BY_PLAYWRIGHT, ...LEFT_OUT].join(',')}`,
    ],
  })
}
