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
  const candidates = [...(given === undefined ? [] : [given]), ...inPath(NAMES), ...ELSEWHERE]
  return candidates.find((path) => existsSync(path))
}

/** Chromium's engine alone, which takes less processor time; where there is none, or `CHROMIUM` names a browser, the whole. */
export function findHeadlessShell(): string | undefined {
  if (process.env['CHROMIUM'] !== undefined) return findChromium()
  return inPath(['chromium-headless-shell']).find((path) => existsSync(path)) ?? findChromium()
}

function inPath(names: readonly string[]): readonly string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return names.flatMap((name) => folders.map((folder) => join(folder, name)))
}
