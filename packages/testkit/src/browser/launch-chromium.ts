import type { Browser } from 'playwright-core'
import { findChromium, findHeadlessShell } from './find-chromium.ts'

/** The features of Chromium that Playwright disables. Our own list replaces Playwright's, so it must repeat them. */
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
 * The list below the address bar: each window has two pages for it, which nobody sees in tests. Without them a context
 * takes half the processor time.
 */
const LEFT_OUT = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'WebUIOmniboxFullPopup']

interface LaunchOptions {
  /** The browser that people have, with all around its pages; otherwise the headless shell, where the system has one. */
  readonly isWhole?: boolean
}

/** The system's Chromium, headless and without features that tests do not need. */
export async function launchChromium({ isWhole = false }: LaunchOptions = {}): Promise<Browser> {
  // Most tests open no browser, so they load none.
  const { chromium } = await import('playwright-core')
  return chromium.launch({
    executablePath: (isWhole ? findChromium() : findHeadlessShell()) ?? 'chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      // Without a graphics card, a separate GPU process is one more process for each picture to pass through.
      '--in-process-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // Keeps no renderer ready for a page that may never open: a sixth less time for each context.
      '--renderer-process-limit=1',
      `--disable-features=${[...LEFT_OUT_BY_PLAYWRIGHT, ...LEFT_OUT].join(',')}`,
    ],
  })
}
