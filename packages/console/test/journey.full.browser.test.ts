/** From an empty store to a clinic that works: what a new administrator does, with the console alone, click by click. */
import { expect, test } from 'vitest'
import { makeApp, setUp } from './journey/begin.ts'
import { addProvider, connectDevice, inviteNurse } from './journey/clinic.ts'
import { deployBot, mendApp, readAudit } from './journey/end.ts'
import { byKeyboard, byMouse } from './journey/hands.ts'
import { openJourney, part } from './journey/journey.ts'
import { expectNamed } from './requests-named.ts'

/** Sixty, less the six by which an administrator would plant the mistake in the console: here the app itself moved. */
const MOST_CLICKS = 54

test.each([
  ['by mouse', byMouse],
  ['by keyboard alone', byKeyboard],
] as const)('a new administrator sets a clinic up, %s', { timeout: 600_000 }, async (_by, handsOf) => {
  const journey = await openJourney(handsOf())
  const { hands, complaints, took } = journey
  try {
    await part(journey, 'set-up', setUp)
    await part(journey, 'app', makeApp)
    await part(journey, 'device', connectDevice)
    await part(journey, 'nurse', inviteNurse)
    await part(journey, 'provider', addProvider)
    await part(journey, 'mistake', mendApp)
    await part(journey, 'bot', deployBot)
    await part(journey, 'audit', readAudit)
    // What a limit is held against is told where it fails.
    expect(hands.clicks(), JSON.stringify(took)).toBeLessThanOrEqual(MOST_CLICKS)
    expect(hands.complaints).toEqual([])
    expect(complaints).toEqual([])
    expectNamed()
  } finally {
    await journey.close()
  }
})
