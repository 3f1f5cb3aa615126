import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createKeyring } from '#base/crypto'
import { addMac, checkMac, TRUST_WITHOUT_MAC } from './mac.ts'

const folder = mkdtempSync(join(tmpdir(), 'damson-mac-'))
afterAll(() => rmSync(folder, { recursive: true }))

const [key, other] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)]
const keys = createKeyring(key)

let files = 0
function written(content: string | Uint8Array): string {
  const file = join(folder, String((files += 1)))
  writeFileSync(file, content)
  return file
}
async function sealed(content: string | Uint8Array): Promise<string> {
  const file = written(content)
  await addMac(file, keys)
  return file
}
const refusal = (file: string, with_ = keys, trustWithoutMac = false): Promise<unknown> =>
  checkMac(file, with_, { trustWithoutMac }).catch((error: unknown) => error)

test.each([0, 1, 95, 96, 97, 1_048_576, 2_500_000])(
  'a backup of %i bytes is known, and where it ends',
  async (size) => {
    const content = Buffer.alloc(size, 'content')
    const file = await sealed(content)
    expect(await checkMac(file, keys)).toBe(size)
    expect(readFileSync(file).subarray(0, size).equals(content)).toBe(true)
  },
)

test('one with any byte changed, taken away or added is refused, whatever the operator trusts', async () => {
  const file = await sealed('the content of a backup')
  const whole = readFileSync(file)
  for (let at = 0; at < whole.length; at += 1) {
    const changed = Buffer.from(whole)
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(await refusal(written(changed)), String(at)).toBeInstanceOf(Error)
    expect(
      await refusal(written(Buffer.concat([whole.subarray(0, at), whole.subarray(at + 1)]))),
      String(at),
    ).toBeInstanceOf(Error)
  }
  expect(await refusal(written(Buffer.concat([whole.subarray(0, 3), whole.subarray(4)])), keys, true)).toMatchObject({
    why: 'changed_backup',
  })
  expect(await refusal(written(Buffer.concat([Buffer.from('x'), whole])), keys, true)).toMatchObject({
    why: 'changed_backup',
  })
  const longer = written(whole)
  appendFileSync(longer, whole.subarray(-109))
  expect(await refusal(longer, keys, true)).toMatchObject({ why: 'changed_backup' })
})

test('one of another key says which, and one of the key before is taken with that', async () => {
  const file = await sealed('content')
  const wrong = await refusal(file, createKeyring(other))
  expect(wrong).toMatchObject({ why: 'wrong_key' })
  for (const word of [keys.fingerprint, createKeyring(other).fingerprint, 'DAMSON_KEY_PREVIOUS'])
    expect(String(wrong)).toContain(word)
  expect(await refusal(file, createKeyring(other, key))).toBe(7)
  await expect(checkMac(file, undefined)).rejects.toMatchObject({ why: 'wrong_key' })
  // Not even if it is trusted: a MAC that cannot be checked is not a missing one.
  expect(await refusal(file, createKeyring(other), true)).toMatchObject({ why: 'wrong_key' })
})

test('one without a MAC is taken only with the flag, which the refusal names', async () => {
  for (const content of ['', 'an older backup', 'x'.repeat(500)]) {
    const file = written(content)
    const refused = await refusal(file)
    expect(refused).toMatchObject({ why: 'no_mac' })
    expect(String(refused)).toContain(TRUST_WITHOUT_MAC)
    expect(await refusal(file, keys, true)).toBe(content.length)
  }
})
