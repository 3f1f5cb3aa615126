/** A browser's description of itself, so that its owner recognises it. Product names are the same in every language. */
export interface Device {
  readonly browser: string | undefined
  readonly system: string | undefined
}

/** The first match counts: most browsers also name other browsers, for compatibility. */
const BROWSERS: readonly (readonly [sign: RegExp, name: string])[] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\b(?:OPR|Opera|OPiOS)\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|CriOS|Chromium|HeadlessChrome)\//, 'Chrome'],
  [/\bVersion\/\S+(?: Mobile\/\S+)? Safari\//, 'Safari'],
]

const SYSTEMS: readonly (readonly [sign: RegExp, name: string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bMac(?:intosh| OS X)\b/, 'Mac'],
  [/\bLinux\b/, 'Linux'],
]

/** Reads a `User-Agent`. The browser chooses its text, so it proves nothing. */
export function deviceOf(userAgent: string): Device {
  const named = (known: typeof BROWSERS): string | undefined => known.find(([sign]) => sign.test(userAgent))?.[1]
  return { browser: named(BROWSERS), system: named(SYSTEMS) }
}

const PROGRAMS =
  /^(?:curl|Wget|HTTPie|PostmanRuntime|insomnia|python-requests|Python-urllib|aiohttp|httpx|axios|node|undici|Go-http-client|okhttp|Java|Apache-HttpClient)\b/i

/** Whether a `User-Agent` names a tool or a library of programs, as developers use. */
export function isProgram(userAgent: string): boolean {
  return PROGRAMS.test(userAgent)
}
