import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { buildGuest } from './build.ts'

/** The build puts it beside the program. */
const built = new URL('./guest.js', import.meta.url)

let text: Promise<string> | undefined

/** The script that the sandbox evaluates before a Bot's program: as the build made it, or made of the sources now. */
export function guestText(): Promise<string> {
  text ??= existsSync(built) ? readFile(built, 'utf8') : buildGuest().then((made) => made.text)
  return text
}
