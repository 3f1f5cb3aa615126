import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const ELSEWHERE = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** The system's Chromium, or the one in `CHROMIUM`; undefined if there is none. */
export function findChromium(): string | undefined {
  const given = process.env['CHROMIUM']
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const candidates = [
    ...(given === undefined ? [] : [given]),
    ...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))),
    ...ELSEWHERE,
  ]
  return candidates.find((path) => existsSync(path))
}
