import type { KeyObject } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sealingKey, sealWith, sha256Text, unsealWith } from '#base/crypto'
import type { Tx } from '#base/db'
import { unguessable } from '#base/random'
import type { AuditEntry, Personal } from './entry.ts'
import { createSeals, type SealedPersonal } from './seals.ts'
import type { SubjectKeys } from './subject-keys.ts'

const tx = {} as Tx
const START = new Date('2026-07-30T12:00:00Z')
const at = (seconds: number): Date => new Date(START.getTime() + seconds * 1000)

/** Keys that are made on request and can be lost. */
function ownKeys() {
  const keys = new Map<string, KeyObject>()
  const made: KeyObject[] = []
  const keyOf: SubjectKeys['keyOf'] = async (_tx, project, subject) => {
    const context = `${project}/${subject}`
    const key = keys.get(context) ?? sealingKey(Buffer.from(unguessable(), 'base64url'))
    if (!made.includes(key)) made.push(key)
    keys.set(context, key)
    return { key, seal: (plain) => sealWith(key, plain, context) }
  }
  const isAtHand: SubjectKeys['isAtHand'] = (project, subject, key) => keys.get(`${project}/${subject}`) === key
  const opened = (project: string, { subject, sealed }: SealedPersonal): string => {
    for (const key of made) {
      try {
        return unsealWith(key, sealed, `${project}/${subject}`).toString()
      } catch {
        // Sealed with another key.
      }
    }
    throw new Error('no key opens it')
  }
  return { keys: { keyOf, isAtHand } as SubjectKeys, opened, lose: () => keys.clear() }
}

const HERE: Personal = { address: '192.0.2.7', userAgent: 'a browser' }

const entry = (personal: Personal, agent: AuditEntry['agent'], project = 'p'): AuditEntry => ({
  kind: 'fhir.read',
  project,
  outcome: 0,
  agent,
  personal,
})

const ONE = { userId: 'u', loginId: 'l' }

test('a seal serves one login again within 60 s, for the very same fields, and nobody else', async () => {
  const { keys, opened } = ownKeys()
  const { seal } = createSeals(keys)
  const first = await seal(tx, entry(HERE, ONE), START)
  expect(await seal(tx, entry({ ...HERE }, { ...ONE, reference: 'Patient/1' }), at(59.999))).toBe(first)
  const others: [string, AuditEntry, Date][] = [
    ['another address', entry({ ...HERE, address: '192.0.2.8' }, ONE), START],
    ['no browser', entry({ address: '192.0.2.7' }, ONE), START],
    ['another login', entry(HERE, { ...ONE, loginId: 'm' }), START],
    ['another person', entry(HERE, { ...ONE, userId: 'v' }), START],
    ['another project', entry(HERE, ONE, 'q'), START],
    ['no login', entry(HERE, { userId: 'u' }), START],
    ['no login again', entry(HERE, { userId: 'u' }), START],
    ['a search', entry({ ...HERE, query: 'name=a' }, ONE), START],
    ['the search again', entry({ ...HERE, query: 'name=a' }, ONE), START],
    ['an account', entry({ ...HERE, account: 'a@example.org' }, ONE), START],
    ['the account again', entry({ ...HERE, account: 'a@example.org' }, ONE), START],
    ['a minute later', entry(HERE, ONE), at(60)],
  ]
  const sealed = new Set([first?.sealed])
  const hashes = new Set([first?.hash])
  for (const [what, asked, now] of others) {
    const made = await seal(tx, asked, now)
    expect(JSON.parse(opened(asked.project, made!)), what).toEqual({ ...asked.personal, salt: expect.any(String) })
    sealed.add(made?.sealed)
    hashes.add(made?.hash)
  }
  expect([sealed.size, hashes.size]).toEqual([others.length + 1, others.length + 1])
})

test('a seal made with a key that is no more at hand is not used again, nor one of a later time', async () => {
  const { keys, lose } = ownKeys()
  const { seal } = createSeals(keys)
  const first = await seal(tx, entry(HERE, ONE), START)
  expect((await seal(tx, entry(HERE, ONE), at(-1)))?.sealed).not.toBe(first?.sealed)
  const second = await seal(tx, entry(HERE, ONE), START)
  lose()
  const third = await seal(tx, entry(HERE, ONE), START)
  expect(third?.sealed).not.toBe(second?.sealed)
})

test('nothing is sealed where nothing is personal', async () => {
  const { seal } = createSeals(ownKeys().keys)
  expect(await seal(tx, entry({ address: undefined }, ONE), START)).toBeUndefined()
})

test('whichever events come, each opens to its own fields, and its hash is theirs', async () => {
  const word = fc.constantFrom('a', 'b', 'a/b', '"', undefined)
  const asked = fc.record({
    address: word,
    userAgent: word,
    userId: word,
    loginId: word,
    query: word,
    seconds: fc.nat(90),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(asked, { minLength: 1, maxLength: 30 }), async (events) => {
      const { keys, opened } = ownKeys()
      const { seal } = createSeals(keys)
      for (const { address, userAgent, query, userId, loginId, seconds } of events) {
        const made = await seal(tx, entry({ address, userAgent, query }, { userId, loginId }), at(seconds))
        if (made === undefined) {
          expect([address, userAgent, query]).toEqual([undefined, undefined, undefined])
          continue
        }
        const plain = opened('p', made)
        const { salt, ...rest } = JSON.parse(plain) as Personal & { salt: string }
        expect([rest.address, rest.userAgent, rest.query]).toEqual([address, userAgent, query])
        expect([salt.length, made.hash]).toEqual([43, sha256Text(plain)])
        expect(made.subject).toBe(userId === undefined ? 'anonymous' : `User/${userId}`)
      }
    }),
  )
})
