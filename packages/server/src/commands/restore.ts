/** `npm run restore -- FILE` and `npm run restore -- --accept` */
import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import { createGunzip } from 'node:zlib'
import { checkMac, importStore, restore, TRUST_WITHOUT_MAC } from '#base/backup'
import { createClock, secondsAfter } from '#base/clock'
import { createKeyring } from '#base/crypto'
import { type Db, migrate } from '#base/db'
import { createLog } from '#base/log'
import { AuditSettings, createAudit, keepPartitions } from '#domain/audit'
import { dropWaitingJobs } from '#domain/bots'
import { revokeAllConsents } from '#domain/consents'
import { dropDeviceRequests } from '#domain/devices'
import { endAllEmailChanges } from '#domain/email-changes'
import { dropMailedSignIns, forgetAllRemembered } from '#domain/factors'
import { acceptRestored } from '#domain/keys'
import { dropLaunches } from '#domain/launches'
import { revokeAllLogins } from '#domain/logins'
import { expireAllMails } from '#domain/outbox'
import { DELETION_SECONDS, postponeDeletions } from '#domain/own-account'
import { SYSTEM_PROJECT } from '#domain/projects'
import { dropRoundTrips } from '#domain/proof'
import { endAllRecoveries } from '#domain/recovery'
import { endAllActivationCodes } from '#domain/registration'
import { useAllLinks } from '#domain/users'
import {
  CommandRefused,
  keyringOf,
  masterKeyOf,
  openStore,
  runCommand,
  settings,
  storeLocation,
  usage,
} from './command.ts'

const HELP = `Makes a store from a backup.

  npm run restore -- FILE        fills an empty store from a backup, and marks it as restored
  npm run restore -- --accept    lets the restored store start: ends all logins, pending codes and mailed links in it
  npm run restore -- ${TRUST_WITHOUT_MAC} FILE
                                 accepts a backup of an earlier Damson, which has no MAC. Use it only if no one else
                                 could have changed the backup: a changed backup can put anything into the store

The command refuses a backup that was changed after it was written: it checks the MAC with the key of the store
(DAMSON_KEY, or DAMSON_KEY_PREVIOUS if the key was rotated since) before it writes anything.


Before you accept, consider what happened after the backup: memberships and clients that were disabled are active again,
deleted records are back, programs that a person stopped act for them again, and later changes are gone. Deliveries of
GitHub since the backup would be taken again: replace the secrets of webhooks whose verification is github. Calls of
Bots and deliveries of webhooks that waited in the backup are dropped.

Examples
  npm run restore -- /var/backups/damson-2026-01-31
  DATABASE_URL=postgres://…/new DAMSON_KEY=… npm run restore -- nightly.dump

Exit codes: 0 done, 1 not done, 64 wrong use, 78 wrong settings.`

/** An unpacked portable backup begins with a line that identifies it. */
async function isPortable(file: string): Promise<boolean> {
  try {
    for await (const chunk of createReadStream(file).pipe(createGunzip())) {
      return String(chunk).startsWith('{"damson":"portable backup"')
    }
  } catch {
    // Not packed, or missing: the other kind of restore reports what is wrong.
    return false
  }
  return false
}

async function accept(db: Db, config: ReturnType<typeof settings>): Promise<void> {
  const key = masterKeyOf(config)
  if (key === undefined)
    throw new CommandRefused(
      'The key of the restored store is missing: set DAMSON_KEY, or put the file "key" back into the data directory.',
    )
  await migrate(db)
  const clock = createClock()
  const now = clock.now()
  await keepPartitions(db, now)
  const audit = createAudit({
    db,
    keyring: createKeyring(key),
    clock,
    log: createLog('error'),
    settings: AuditSettings.parse({}),
    baseUrl: config.baseUrl,
  })
  await db.tx(async (tx) => {
    if ((await acceptRestored.maybeOne(tx, now)) === undefined)
      throw new CommandRefused(
        'There is nothing to accept: this store was not restored from a backup, or was already accepted.',
      )
    await revokeAllLogins.run(tx, now, 'restored')
    await revokeAllConsents.run(tx, now, 'restored')
    await dropLaunches.run(tx)
    await useAllLinks.run(tx, now)
    await dropMailedSignIns.run(tx)
    await dropRoundTrips.run(tx)
    await endAllRecoveries.run(tx, now)
    await endAllActivationCodes.run(tx, now)
    await dropDeviceRequests.run(tx, now)
    await expireAllMails.run(tx, now)
    await dropWaitingJobs.run(tx)
    await forgetAllRemembered.run(tx)
    await endAllEmailChanges.run(tx, now)
    await postponeDeletions.run(tx, secondsAfter(now, DELETION_SECONDS))
    await audit.record(tx, [
      {
        kind: 'login.revoked',
        project: SYSTEM_PROJECT,
        outcome: 0,
        agent: {},
        personal: {},
        reason: 'restore_accepted',
      },
    ])
  })
}

await runCommand(HELP, async (words) => {
  const trustWithoutMac = words.includes(TRUST_WITHOUT_MAC)
  const [word, ...more] = words.filter((one) => one !== TRUST_WITHOUT_MAC)
  if (word === undefined || more.length > 0) throw usage(HELP)
  const config = settings()
  if (word !== '--accept') {
    if (word.startsWith('-')) throw usage(HELP)
    const length = await checkMac(resolve(word), keyringOf(config), { trustWithoutMac })
    const load = (await isPortable(word)) ? importStore : restore
    await load(storeLocation(config), resolve(word), { length })
    console.log('Restored. Run `npm run restore -- --accept` before you start the server.')
    return 0
  }
  const db = await openStore(config)
  try {
    await accept(db, config)
  } finally {
    await db.close()
  }
  console.log(
    'Accepted: every login, pending code, mailed link and consent of the backup has ended. ' +
      'People and machines must sign in again.',
  )
  return 0
})
