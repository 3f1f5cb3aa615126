/** What it takes to change second factors, where somebody has the password and more, but not enough. */
import { hasPostgres, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FactorClinic, type Person, startFactorClinic } from './factor-clinic.ts'
import { begin, must, redeem, verdict } from './steps.ts'

/** Somebody who has an app, and answers with codes by e-mail too; and a token of the sign-in that set both up. */
async function withBoth(clinic: FactorClinic): Promise<Person & { readonly token: string }> {
  await clinic.set({ allowedMfaMethods: 'totp,email' })
  const person = await clinic.withApp()
  const { handle, verifier } = await clinic.signIn(person)
  const proven = must(
    await clinic.world.call('auth/mfa/verify', { json: { login: handle, token: clinic.code(person.secret) } }),
  )
  const token = must(await redeem(clinic.world.call, { code: proven.body.code, verifier })).body.access_token
  await clinic.nextStep()
  const json = { method: 'email', token: clinic.code(person.secret) }
  must(await clinic.world.call('auth/mfa/enroll', { json, token }))
  await clinic.nextStep()
  return { ...person, token }
}

const mailed = ({ world }: FactorClinic, email: string): string =>
  /\b\d{6}\b/.exec(world.inbox.to(email).at(-1)?.text ?? '')?.[0] ?? 'no code'

describe.each(storesForWalks())('the password and the mailbox on %s', (store) => {
  let clinic: FactorClinic
  beforeAll(async () => {
    clinic = await startFactorClinic({ store })
  })
  afterAll(() => clinic.world.close())

  test('remove no app, and make no recovery codes', async () => {
    const person = await withBoth(clinic)
    const { handle, verifier } = await clinic.signIn(person)
    const post = (path: string, json: object, token?: string) =>
      clinic.world.call(path, { json, ...(token !== undefined && { token }) })
    must(await post('auth/mfa/send-email', { login: handle }))
    const proven = must(await post('auth/mfa/verify', { login: handle, token: mailed(clinic, person.email) }))
    const { access_token: token } = must(await redeem(clinic.world.call, { code: proven.body.code, verifier })).body
    const byMail = async (path: string, fields: object): Promise<string> => {
      must(await post('auth/mfa/send-email-challenge', {}, token))
      return verdict(await post(path, { ...fields, token: mailed(clinic, person.email) }, token))
    }
    expect(await byMail('auth/mfa/disable', { method: 'totp' })).toBe('400 wrong_code')
    expect(await byMail('auth/mfa/disable', {})).toBe('400 wrong_code')
    expect(await byMail('auth/mfa/recovery-codes', {})).toBe('400 wrong_code')
    // The codes by e-mail themselves are theirs to remove.
    expect(await byMail('auth/mfa/disable', { method: 'email' })).toBe('200')
    expect((await clinic.world.call('auth/mfa/status', { token })).body.enrolledMethods).toEqual(['totp'])
    const recovery = await post('auth/mfa/recovery-codes', { token: clinic.code(person.secret) }, token)
    expect(must(recovery).body.recoveryCodes).toHaveLength(10)
    await clinic.set({})
  })

  test('add nothing in a sign-in that ends meanwhile, as by a recovery', async () => {
    const { db } = clinic.world.store
    const post = (path: string, json: object, token: string) => clinic.world.call(path, { json, token })
    const ending = async (table: string, act: () => ReturnType<typeof post>): Promise<string> => {
      await db.exec(`create function end_meanwhile() returns trigger language plpgsql as $$
        begin
          update login_roots set revoked_at = now(), revoked_why = 'recovered' where user_id = new.user_id;
          return null;
        end $$;
        create trigger end_meanwhile after insert or update on ${table} for each row execute function end_meanwhile()`)
      const answer = await act()
      await db.exec(`drop trigger end_meanwhile on ${table}; drop function end_meanwhile`)
      return verdict(answer)
    }
    const signedIn = async (person: Pick<Person, 'email' | 'password'>, secret?: string): Promise<string> => {
      const { answer, handle, verifier } = await clinic.signIn(person)
      const json = { login: handle, token: secret === undefined ? '' : clinic.code(secret) }
      const done = secret === undefined ? answer : must(await clinic.world.call('auth/mfa/verify', { json }))
      await clinic.nextStep()
      return must(await redeem(clinic.world.call, { code: done.body.code, verifier })).body.access_token
    }
    const thief = await signedIn(await clinic.member())
    const shown = new URL((await clinic.world.call('auth/mfa/status', { token: thief })).body.enrollUri)
    const code = clinic.code(shown.searchParams.get('secret') ?? '')
    const added = await ending('factors', () => post('auth/mfa/enroll', { token: code }, thief))
    const { enrolled } = (await clinic.world.call('auth/mfa/status', { token: thief })).body
    const person = await clinic.withApp()
    const token = await signedIn(person, person.secret)
    const renew = () => post('auth/mfa/recovery-codes', { token: clinic.code(person.secret) }, token)
    const renewed = await ending('recovery_keys', renew)
    expect([added, enrolled, renewed]).toEqual(['401 ended_login', false, '401 ended_login'])
    // The transaction of the codes is undone, that of the code before it is not.
    await clinic.nextStep()
    expect(must(await renew()).body.recoveryCodes).toHaveLength(10)
  })
})

describe.runIf(hasPostgres())('the last factor that is demanded', () => {
  let clinic: FactorClinic
  beforeAll(async () => {
    clinic = await startFactorClinic({ store: 'postgres' })
  })
  afterAll(() => clinic.world.close())

  test('stays where two are removed at once', async () => {
    const { world } = clinic
    const person = await withBoth(clinic)
    await clinic.set({ allowedMfaMethods: 'totp,email', mfaRequired: true })
    let meanwhile: (() => Promise<unknown>) | undefined
    const node = await world.restarted({
      faulty: (db) => ({
        ...db,
        engine: db.engine,
        query: db.query.bind(db),
        tx: (work, options) =>
          db.tx(
            (tx) =>
              work({
                ...tx,
                store: tx.store,
                async query(query) {
                  const other = query.name === 'factors.lock' ? meanwhile : undefined
                  meanwhile = other === undefined ? meanwhile : undefined
                  await other?.()
                  return tx.query(query)
                },
                exec: tx.exec.bind(tx),
                ...(tx.defer !== undefined && { defer: tx.defer.bind(tx) }),
              }),
            options,
          ),
        exec: db.exec.bind(db),
        listen: db.listen.bind(db),
        close: db.close.bind(db),
      }),
    })
    const { token } = person
    const disable = (call: typeof node.call, method: string, steps: number) =>
      call('auth/mfa/disable', { json: { method, token: clinic.code(person.secret, steps) }, token })
    const removed: string[] = []
    meanwhile = async () => removed.push(verdict(await disable(world.call, 'email', 1)))
    removed.push(verdict(await disable(node.call, 'totp', 0)))
    expect(removed).toEqual(['200', '400 factor_demanded'])
    const { answer } = await begin(world.call, { ...person, projectId: clinic.project })
    expect(answer.body).toMatchObject({ mfaRequired: true, mfaMethods: ['totp'] })
  })
})
