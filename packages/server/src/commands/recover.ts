/** `npm run recover -- EMAIL FILE` */
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { createClock } from '#base/clock'
import { type Db, StoreRefusal } from '#base/db'
import { createLog } from '#base/log'
import { AuditSettings, createAudit } from '#domain/audit'
import { installation } from '#domain/keys'
import { makeRecoveryLink, serverAdministrator, urlOfLink } from '#domain/recovery'
import { normaliseEmail } from '#domain/users'
import { CommandRefused, keyringOf, openStore, runCommand, settings, usage } from './command.ts'

const HELP = `Writes a link that recovers the account of the server's only administrator, whose second factors are lost.

  npm run recover -- EMAIL FILE

The link works once, for an hour. It goes to a new file that only you can read. Open it in your browser: it asks for the
password, and sets up a new authenticator app. The account and all other administrators of its projects get an e-mail from
the running server, and the audit has it.

The command refuses an account that does not administer the server, and one that another administrator of the server can
confirm: see docs/lost-phone.md.

Example
  npm run recover -- you@example.org /root/recovery-link

Exit codes: 0 written, 1 not written, 64 wrong use, 78 wrong settings.`

async function writeLink(db: Db, config: ReturnType<typeof settings>, email: string, file: string): Promise<void> {
  const keyring = keyringOf(config)
  const own = await installation.maybeOne(db)
  if (keyring === undefined || own?.keyFingerprint !== keyring.fingerprint)
    throw new CommandRefused('DAMSON_KEY is not the key of this store: set the right key.')
  const found = await serverAdministrator.maybeOne(db, normaliseEmail(email))
  if (found === undefined)
    throw new CommandRefused('No active administrator of the server has this address: others are recovered by people.')
  if (!found.hasFactor)
    throw new CommandRefused('This account has no second factor: ask for a new password on the sign-in page.')
  if (found.others > 0)
    throw new CommandRefused('Another administrator of the server can confirm the recovery: ask them.')
  const clock = createClock()
  const now = clock.now()
  const log = createLog('error')
  const audit = createAudit({ db, keyring, clock, log, settings: AuditSettings.parse({}), baseUrl: config.baseUrl })
  const { userId, project } = found
  await db
    .tx(async (tx) => {
      await audit.record(tx, [
        {
          kind: 'recovery.started',
          project,
          outcome: 0,
          agent: {},
          personal: {},
          entity: `User/${userId}`,
          reason: 'host_link',
        },
      ])
      const made = await makeRecoveryLink(tx, keyring, userId, 'host', now)
      // Before the transaction ends: without the file there is no link. The flag refuses a file that is there already.
      writeFileSync(file, `${urlOfLink({ url: config.baseUrl }, made)}\n`, { mode: 0o600, flag: 'wx' })
    })
    .catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
        throw new CommandRefused(`${file} exists already: name a new file.`)
      throw error
    })
}

await runCommand(HELP, async (words) => {
  const [email, file, ...more] = words
  if (email === undefined || file === undefined || more.length > 0 || email.startsWith('-')) throw usage(HELP)
  const config = settings()
  let db: Db
  try {
    db = await openStore(config)
  } catch (error) {
    if (error instanceof StoreRefusal && error.why === 'in_use')
      throw new CommandRefused('The embedded store is in use: stop the server, and start it again afterwards.')
    throw error
  }
  try {
    await writeLink(db, config, email, resolve(file))
  } finally {
    await db.close()
  }
  console.log(`The link is in ${file}, for an hour. Open it in your browser, and delete the file.`)
  return 0
})
