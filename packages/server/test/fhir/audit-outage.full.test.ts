import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, type Machine, openSecond, storesUnderTest } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { batchOf, type Clinic, issueOf, observation, patch, startClinic } from './clinic.ts'

/**
 * How long an answer may take while the audit cannot be written: less than two seconds, in naps of 10 ms that the store
 * takes one after the other meanwhile. What keeps the store or this process waiting makes the naps longer too, so that
 * a busy machine changes nothing; on a machine of its own 190 of them are two seconds.
 */
const MOST_NAPS = 190
const NAP_MS = 10

describe.each(storesUnderTest())('when the audit cannot be written on %s', (store) => {
  let clinic: Clinic
  let patient: string
  let machine: Machine
  let naps: Naps
  beforeAll(async () => {
    clinic = await startClinic({
      store,
      env: { DAMSON_AUDIT_COMMIT_MS: undefined, DAMSON_THROTTLE_FAILED_SIGN_INS_PER_ACCOUNT: '20' },
    })
    patient = `Patient/${(await clinic.made({ resourceType: 'Patient', name: [{ family: 'Secret' }] })).id}`
    machine = await clinic.server([{ resourceType: 'Patient' }], { basicAllowed: true })
    naps = await takeNaps(clinic.store)
  })
  afterAll(async () => {
    await naps.end()
    await clinic.close()
  })

  /** Everything that discloses, changes or signs in, each with what it must not give away. */
  const calls: Readonly<Record<string, () => Promise<Answer>>> = {
    read: () => clinic.fhir(patient),
    'read of what is not there': () => clinic.fhir('Patient/nobody'),
    vread: () => clinic.fhir(`${patient}/_history/1`),
    search: () => clinic.fhir('Patient?family=secret'),
    'search of the audit': () => clinic.fhir('AuditEvent'),
    history: () => clinic.fhir(`${patient}/_history`),
    create: () => clinic.fhir('Observation', { json: observation(patient) }),
    'conditional create': () =>
      clinic.fhir('Observation', { json: observation(patient), headers: { 'If-None-Exist': 'status=amended' } }),
    update: () => clinic.fhir(patient, { method: 'PUT', json: { resourceType: 'Patient', id: patient.slice(8) } }),
    patch: () => clinic.fhir(patient, patch([{ op: 'remove', path: '/name' }])),
    delete: () => clinic.fhir(patient, { method: 'DELETE' }),
    batch: () =>
      clinic.fhir(
        '',
        batchOf([
          { request: { method: 'GET', url: patient } },
          { request: { method: 'POST', url: 'Observation' }, resource: observation(patient) },
        ]),
      ),
    'a policy': () =>
      clinic.fhir('AccessPolicy', {
        json: { resourceType: 'AccessPolicy', name: 'x', resource: [{ resourceType: 'Patient' }] },
      }),
    'a right password': () =>
      clinic.actors.signIn(clinic.owner.email, clinic.owner.password, { projectId: clinic.owner.project }),
    'a wrong password': () =>
      clinic.actors.signIn(clinic.owner.email, 'a wrong password', { projectId: clinic.owner.project }),
    'a refresh': () =>
      clinic.call('oauth2/token', {
        form: { grant_type: 'refresh_token', refresh_token: clinic.owner.refreshToken ?? '' },
      }),
  }

  /** The rest, each asked alone. */
  const rarer: typeof calls = {
    "a machine's token": () =>
      clinic.call('oauth2/token', { form: { grant_type: 'client_credentials' }, basic: machine.basic }),
    'a wrong secret': () =>
      clinic.call('oauth2/token', { form: { grant_type: 'client_credentials' }, basic: [machine.id, 'wrong'] }),
    'a wrong secret by Basic': () => clinic.call(`fhir/R4/${patient}`, { basic: [machine.id, 'wrong'] }),
    'a read by Basic': () => clinic.call(`fhir/R4/${patient}`, { basic: machine.basic }),
    introspection: () =>
      clinic.call('oauth2/introspect', { form: { token: clinic.owner.token }, basic: machine.basic }),
    userinfo: () => clinic.call('oauth2/userinfo', { token: clinic.owner.token }),
    'who one is': () => clinic.call('auth/me', { token: clinic.owner.token }),
    revocation: () => clinic.call('oauth2/revoke', { form: { token: clinic.owner.token } }),
    'signing out': () => clinic.call('oauth2/logout', { json: {}, token: clinic.owner.token }),
    'a new secret': () =>
      clinic.fhir(`ClientApplication/${machine.id}/$rotate-secret`, {
        json: { resourceType: 'Parameters', parameter: [{ name: 'secret', valueString: machine.secret }] },
      }),
    administration: () => clinic.call(`admin/projects/${clinic.owner.project}`, { token: clinic.owner.token }),
    'an invitation': () =>
      clinic.call(`admin/projects/${clinic.owner.project}/invite`, {
        json: { resourceType: 'Patient', firstName: 'A', lastName: 'B', email: 'a@example.org' },
        token: clinic.owner.token,
      }),
  }

  async function timed(call: () => Promise<Answer>): Promise<Answer & { readonly naps: number }> {
    const before = naps.taken()
    const answer = await call()
    return { ...answer, naps: naps.taken() - before }
  }

  /** All calls answer 503 in time and give nothing away; what they were about is as it was. */
  async function allAreRefused(): Promise<void> {
    for (const [name, call] of Object.entries({ ...calls, ...rarer })) {
      const answer = await timed(call)
      expect(answer.status, `${name}: ${answer.text.slice(0, 200)}`).toBe(503)
      expect(answer.naps, name).toBeLessThan(MOST_NAPS)
      expect(answer.headers.get('Retry-After'), name).toBe('2')
      expect(answer.text, name).not.toMatch(/Secret|access_token|"code":"[A-Za-z0-9_-]{20,}"/)
    }
  }

  async function nothingHasChanged(): Promise<void> {
    await expect.poll(async () => (await clinic.fhir(patient)).status, { timeout: 30_000 }).toBe(200)
    const read = await clinic.fhir(patient)
    expect([read.status, read.body.meta?.versionId, read.body.name?.[0].family]).toEqual([200, '1', 'Secret'])
    const counted = await clinic.fhir('Observation?_total=accurate&_count=0')
    expect(counted.body.total).toBe(0)
    expect((await clinic.fhir('AccessPolicy?name=x&_total=accurate&_count=0')).body.total).toBe(0)
    const signedIn = await clinic.actors.signIn(clinic.owner.email, clinic.owner.password, {
      projectId: clinic.owner.project,
    })
    expect(signedIn.status, signedIn.text).toBe(200)
  }

  test('because the store refuses it: everything is 503 at once, and nothing is disclosed or changed', async () => {
    await clinic.store.db.exec(`
      create function audit_is_broken() returns trigger language plpgsql as $$ begin raise exception 'broken'; end $$;
      create trigger audit_is_broken before insert on audit_events for each row execute function audit_is_broken();`)
    try {
      await allAreRefused()
      expect(issueOf(await clinic.fhir(patient))).toMatchObject({ code: 'transient', reason: 'audit_unavailable' })
    } finally {
      await clinic.store.db.exec('drop trigger audit_is_broken on audit_events; drop function audit_is_broken()')
    }
    await nothingHasChanged()
  })

  test('a right password is no failure of the person', async () => {
    const { email, password, project: projectId } = clinic.owner
    const signIn = () => clinic.actors.signIn(email, password, { projectId })
    await clinic.store.db.exec(`
      create function audit_is_broken() returns trigger language plpgsql as $$ begin raise exception 'broken'; end $$;
      create trigger audit_is_broken before insert on audit_events for each row execute function audit_is_broken();`)
    try {
      for (let n = 0; n < 25; n += 1) expect((await signIn()).status).toBe(503)
    } finally {
      await clinic.store.db.exec('drop trigger audit_is_broken on audit_events; drop function audit_is_broken()')
    }
    const after = await signIn()
    expect(after.status, after.text).toBe(200)
  })

  test('because the keys of the personal fields cannot be had: the same', async () => {
    const unheard = await clinic.actors.machine(clinic.owner, { extra: { basicAllowed: true } })
    await clinic.store.db.exec(`
      create function keys_are_broken() returns trigger language plpgsql as $$ begin raise exception 'broken'; end $$;
      create trigger keys_are_broken before insert on audit_subject_keys for each row execute function keys_are_broken();
      delete from audit_subject_keys`)
    try {
      // A machine that has never been heard of has no key yet.
      const { basic } = unheard
      const token = (): Promise<Answer> =>
        clinic.call('oauth2/token', { form: { grant_type: 'client_credentials' }, basic })
      for (const call of [token, () => clinic.call(`fhir/R4/${patient}`, { basic })]) {
        const refused = await timed(call)
        expect([refused.status, refused.text.includes('Secret')], refused.text).toEqual([503, false])
        expect(refused.naps).toBeLessThan(MOST_NAPS)
      }
    } finally {
      await clinic.store.db.exec('drop trigger keys_are_broken on audit_subject_keys; drop function keys_are_broken()')
    }
    await nothingHasChanged()
  })

  /** Holds a lock on the audit that nobody can write or read beside. */
  async function lockAudit(): Promise<{ release(): Promise<void> }> {
    const stranger = await openSecond(clinic.store, 1)
    const { promise: isLocked, resolve: has } = Promise.withResolvers<void>()
    const { promise: isReleased, resolve: release } = Promise.withResolvers<void>()
    const holding = stranger.tx(async (tx) => {
      await tx.exec('lock table audit_events in access exclusive mode')
      has()
      await isReleased
    })
    await isLocked
    return {
      async release() {
        release()
        await holding
        await stranger.close()
      },
    }
  }

  if (store === 'postgres')
    test('because somebody locks it: 503 within 2 s, alone and all at once, and it recovers by itself', async () => {
      const lock = await lockAudit()
      try {
        // Without those that prove a password, which takes its own time.
        const all = Object.entries(calls).flatMap(([name, call]) => (name.includes('password') ? [] : [call]))
        // More than there are connections.
        const answers = await Promise.all([...all, ...all, ...all].map(timed))
        for (const [n, { status, naps, text }] of answers.entries()) {
          expect(status, `${n % all.length}: ${text.slice(0, 200)}`).toBe(503)
          expect(naps, String(n % all.length)).toBeLessThan(MOST_NAPS)
        }
        await allAreRefused()
      } finally {
        await lock.release()
      }
      await nothingHasChanged()
    })

  if (store === 'postgres')
    test('because somebody locks it for a moment: what was called failed was not made', async () => {
      const lock = await lockAudit()
      const answers: Promise<Answer>[] = []
      // Three in flight from the start, so that later ones wait for their group; the last find the lock gone.
      for (let n = 0; n < 16; n += 1) {
        for (let at = 0; at < 3; at += 1)
          answers.push(clinic.fhir('Observation', { json: { ...observation(patient), status: 'amended' } }))
        await sleep(100)
        if (n === 12) await lock.release()
      }
      const statuses = (await Promise.all(answers)).map(({ status }) => status)
      expect(statuses).toContain(503)
      await expect.poll(async () => (await clinic.fhir(patient)).status, { timeout: 30_000 }).toBe(200)
      const made = await clinic.fhir('Observation?status=amended&_count=100')
      expect(made.body.entry?.length ?? 0).toBe(statuses.filter((status) => status === 201).length)
      for (const { resource } of made.body.entry ?? [])
        expect((await clinic.fhir(`Observation/${resource.id}`, { method: 'DELETE' })).status).toBe(200)
    })

  if (store === 'postgres')
    test('because its connections are cut: no answer without its record, and it recovers by itself', async () => {
      const stranger = await openSecond(clinic.store, 1)
      const before = (await clinic.fhir(`AuditEvent?entity=${patient}&subtype=read&outcome=0&_total=accurate&_count=0`))
        .body.total as number
      const over = new AbortController()
      const cutting = (async () => {
        while (!over.signal.aborted) {
          await stranger.exec(
            'select pg_terminate_backend(pid) from pg_stat_activity ' +
              'where datname = current_database() and pid <> pg_backend_pid()',
          )
          await new Promise((resolve) => setTimeout(resolve, 20))
        }
      })()
      const answers: Answer[] = []
      for (let n = 0; n < 15; n += 1) answers.push(...(await Promise.all([1, 2, 3, 4].map(() => clinic.fhir(patient)))))
      over.abort()
      await cutting
      await stranger.close()
      const statuses = answers.map(({ status }) => status)
      expect(statuses.filter((status) => status !== 200 && status !== 503)).toEqual([])
      expect(statuses).toContain(503)

      await nothingHasChanged()
      const shown = statuses.filter((status) => status === 200).length
      const after = (await clinic.fhir(`AuditEvent?entity=${patient}&subtype=read&outcome=0&_total=accurate&_count=0`))
        .body.total as number
      expect(after - before).toBeGreaterThanOrEqual(shown)
    })
})

/** Naps of the store, one after the other. */
interface Naps {
  taken(): number
  end(): Promise<void>
}

async function takeNaps(store: Parameters<typeof openSecond>[0]): Promise<Naps> {
  // The embedded store has one session: there this process naps for it.
  const second = store.kind === 'postgres' ? await openSecond(store, 1) : undefined
  const nap = (): Promise<unknown> =>
    second === undefined ? sleep(NAP_MS) : second.query({ sql: `select pg_sleep(${NAP_MS / 1_000})`, params: [] })
  const over = new AbortController()
  let taken = 0
  const napping = (async () => {
    while (!over.signal.aborted) {
      // Its connection may be cut, as all are in one of the tests.
      await nap().catch(() => sleep(NAP_MS))
      taken += 1
    }
  })()
  return {
    taken: () => taken,
    async end() {
      over.abort()
      await napping
      await second?.close()
    },
  }
}
