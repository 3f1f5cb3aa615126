/** What a run costs the store, once the caches are warm: the record of it, and what it asks for. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { observation } from '../fhir/clinic.ts'
import { must } from '../identity/steps.ts'
import { createNotebook } from '../noted.ts'
import { type BotClinic, type MadeBot, startBotClinic } from './bot-clinic.ts'

const { noting, during } = createNotebook()

let clinic: BotClinic
let bot: MadeBot
let run: (input: object) => Promise<unknown>
beforeAll(async () => {
  clinic = await startBotClinic()
  const patient = `Patient/${(await clinic.made({ resourceType: 'Patient' })).id}`
  bot = await clinic.bot([{ resourceType: 'Observation' }], async (client, { input }) => {
    const body = JSON.stringify(observation(patient))
    for (let n = 0; n < input.writes; n += 1) await client.fhir('POST', 'Observation', { body })
  })
  const { call } = await clinic.restarted({ faulty: noting })
  run = async (json) => must(await call(`fhir/R4/Bot/${bot.id}/$execute`, { json, token: clinic.owner.token }))
  // The first reads what is kept then, and makes the key that seals the audit's personal fields.
  for (let n = 0; n < 3; n += 1) await run({ writes: 1 })
})
afterAll(() => clinic.close())

test('a run without calls takes one statement, its record, which those of the same moment share', async () => {
  expect(await during(() => run({ writes: 0 }))).toEqual({ inTransactions: [], outside: ['audit.insert'] })
})

test('a write of a Bot takes one more, with its record', async () => {
  const { inTransactions, outside } = await during(() => run({ writes: 2 }))
  expect(inTransactions).toEqual([])
  expect(outside).toHaveLength(3)
})
