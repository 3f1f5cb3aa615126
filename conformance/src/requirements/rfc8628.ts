/** The device authorization grant: devices that an administrator connects, and people who sign in on another screen. */
import assert from 'node:assert/strict'
import { createBrowser } from '../browser.ts'
import {
  DEVICE_GRANT,
  type Device,
  type DeviceClinic,
  decide,
  deviceClinic,
  enrolmentClient,
  newDeviceClinic,
  openWindow,
  ownersBrowser,
  typeCode,
} from '../device-flow.ts'
import { isError, isNotCached, isOk, strings } from '../expect.ts'
import { call } from '../http.ts'
import { rowsOf, type Suite } from '../requirement.ts'
import {
  answerOnScreen,
  asking,
  pressOnScreen,
  screenClient,
  screenClinic,
  signInOnScreen,
  typeScreenCode,
} from '../screen-flow.ts'
import { CALLBACK, type Damson } from '../server/server.ts'

const { mustHere: own, notApplicable } = rowsOf('RFC 8628', 'rfc8628')
const HERE = 'its devices send no key, and its pages are others'
const mustHere = (section: string, name: string, says: string, check: (at: Damson) => Promise<void>) =>
  own(section, name, says, HERE, check)

/** A device that has asked, with its codes. */
async function asked(
  at: Damson,
  clinic: Promise<DeviceClinic> = deviceClinic(at),
): Promise<{ readonly device: Device; readonly code: string; readonly user: string }> {
  const device = await (await clinic).device()
  const answer = await device.ask()
  isOk(answer)
  return { device, code: String(answer.json.device_code), user: String(answer.json.user_code) }
}

async function connected(at: Damson): Promise<{ readonly device: Device; readonly code: string }> {
  const clinic = newDeviceClinic(at)
  const { owner } = await clinic
  const { device, code, user } = await asked(at, clinic)
  const browser = await ownersBrowser(at, owner)
  await openWindow(at, browser)
  await decide(at, browser, await typeCode(at, browser, user), 'connect', device.fingerprint)
  return { device, code }
}

const forPeople = (section: string, name: string, says: string, check: (at: Damson) => Promise<void>) =>
  own(section, `people-${name}`, says, 'its pages are others, and it signs in whoever types the code', check)

/** A screen that has asked, with its codes, and somebody who may sign in on it. */
async function screenAsked(at: Damson) {
  const clinic = await screenClinic(at)
  const answer = await clinic.ask()
  isOk(answer)
  const person = await at.newMember(clinic.owner)
  return { ...clinic, person, code: String(answer.json.device_code), user: String(answer.json.user_code) }
}

/** A screen that somebody allowed. */
async function screenAllowed(at: Damson) {
  const asked = await screenAsked(at)
  const { browser, page } = await signInOnScreen(at, asked.user, asked.person)
  return { ...asked, shown: await answerOnScreen(at, browser, page, 'allow') }
}

/** Where a project allows it, people sign in on a television or a terminal. */
const people = [
  forPeople('3.1', 'refresh', 'A screen never gets a refresh token: what asks for one is refused.', async (at) => {
    const { ask } = await screenClinic(at)
    for (const scope of ['openid offline_access', 'openid online_access'])
      isError(await ask({ scope }), 'invalid_scope')
  }),
  forPeople('3.2', 'answer', 'The answer has both codes, the address, the lifetime and the interval.', async (at) => {
    const answer = await (await screenClinic(at)).ask()
    isNotCached(answer)
    assert.match(String(answer.json.device_code), /^[\w-]{43,}$/)
    assert.equal(answer.json.verification_uri, `${at.issuer}code`)
    assert.ok(Number(answer.json.expires_in) > 0 && Number(answer.json.expires_in) <= 600)
    assert.ok(Number(answer.json.interval) >= 5)
  }),
  forPeople('3.3', 'consent', 'The person is asked before a screen gets anything.', async (at) => {
    const { user, code, person, poll } = await screenAsked(at)
    const { page } = await signInOnScreen(at, user, person)
    assert.ok(page.text.includes('name="decision"'))
    isError(await poll(code), 'authorization_pending')
  }),
  forPeople(
    '3.3.1',
    'complete',
    'The complete address carries the code, and opening it decides nothing.',
    async (at) => {
      const { ask, poll } = await screenClinic(at)
      const { json } = await ask()
      assert.equal(json.verification_uri_complete, `${at.issuer}code?user_code=${String(json.user_code)}`)
      const page = await createBrowser().open(json.verification_uri_complete)
      assert.ok(page.text.includes(`value="${String(json.user_code)}"`))
      assert.ok(!page.text.includes('Television'))
      isError(await poll(String(json.device_code)), 'authorization_pending')
    },
  ),
  forPeople('3.4', 'token', 'A screen gets the token of whoever allowed it, and no refresh token.', async (at) => {
    const { poll, code, shown } = await screenAllowed(at)
    assert.equal(shown.heading, 'Look at the other screen')
    const answer = await poll(code)
    isOk(answer)
    isNotCached(answer)
    assert.match(JSON.stringify(answer.json.profile), /Practitioner/)
    assert.ok(!('refresh_token' in answer.json))
  }),
  forPeople('3.4', 'once', 'A device code of a screen gives one token.', async (at) => {
    const { poll, code } = await screenAllowed(at)
    isOk(await poll(code))
    isError(await poll(code), 'invalid_grant')
  }),
  forPeople('3.4', 'other-client', 'A device code of a screen is refused to another client.', async (at) => {
    const { owner, code } = await screenAllowed(at)
    isError(await asking(at, await screenClient(at, owner)).poll(code), 'invalid_grant')
  }),
  forPeople(
    '3.5',
    'pending',
    'Until somebody answers, a screen is told to wait, and not to ask too fast.',
    async (at) => {
      const { poll, code } = await screenAsked(at)
      isError(await poll(code), 'authorization_pending')
      isError(await poll(code), 'slow_down')
    },
  ),
  forPeople('3.5', 'denied', 'A screen that was refused is told so.', async (at) => {
    const { poll, code, user } = await screenAsked(at)
    const browser = createBrowser()
    await pressOnScreen(at, browser, await typeScreenCode(at, browser, user), 'deny')
    isError(await poll(code), 'access_denied')
  }),
  forPeople('5.1', 'guessing', 'Codes of screens cannot be guessed: a browser has five tries.', async (at) => {
    const { user } = await screenAsked(at)
    const browser = createBrowser()
    for (let n = 0; n < 5; n += 1) await typeScreenCode(at, browser, 'BBBBBBBB')
    assert.equal((await typeScreenCode(at, browser, user)).status, 429)
  }),
  forPeople(
    '5.4',
    'phishing',
    'The page says what is signed in, from where, and that nobody sends codes.',
    async (at) => {
      const { user } = await screenAsked(at)
      const page = await typeScreenCode(at, createBrowser(), user)
      for (const said of [
        /Television/,
        /from the address/,
        /Nobody should send you a code like this/,
        /signed in as you/,
      ])
        assert.match(page.text, said)
    },
  ),
  forPeople('5.4', 'own-browser', 'A sign-in goes on only in the browser in which its code was typed.', async (at) => {
    const { user, poll, code, person: mallory } = await screenAsked(at)
    const { browser, page } = await signInOnScreen(at, user, mallory)
    // The link to sign in as somebody else, which an attacker finds on a page of theirs and sends.
    const sent = /"(\/oauth2\/authorize\?[^"]*state=[^"]*)"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const url = new URL(sent, at.issuer).href
    assert.equal((await browser.open(url)).status, 200)
    assert.equal((await createBrowser().open(url)).status, 400)
    // Also one that was here before.
    const other = createBrowser()
    await typeScreenCode(at, other, 'BBBBBBBB')
    assert.equal((await other.open(url)).status, 400)
    isError(await poll(code), 'authorization_pending')
  }),
  forPeople('5.4', 'administrators', 'Administrators are never signed in on another screen.', async (at) => {
    const { owner, user, poll, code } = await screenAsked(at)
    const { page } = await signInOnScreen(at, user, owner)
    assert.equal(page.heading, 'Administrators cannot sign in on another screen')
    isError(await poll(code), 'authorization_pending')
  }),
  forPeople('5.6', 'confidential', 'Confidential clients authenticate, to ask and to poll.', async (at) => {
    const { owner } = await screenClinic(at)
    const client = await screenClient(at, owner, { kind: 'server', tokenEndpointAuthMethod: 'client_secret_basic' })
    const [proven, bare] = [asking(at, client), asking(at, { ...client, secret: undefined })]
    isError(await bare.ask(), 'invalid_client', [400, 401])
    const { json } = await proven.ask()
    isError(await bare.poll(String(json.device_code)), 'invalid_client', [400, 401])
    isError(await proven.poll(String(json.device_code)), 'authorization_pending')
  }),
]

export const rfc8628: Suite = {
  source: 'RFC 8628',
  file: 'rfc8628.ts',
  rows: [
    mustHere('3.1', 'wants-client', 'A device names the client that it uses.', async (at) => {
      const { device } = await asked(at)
      isError(await device.ask({ client_id: undefined }), ['invalid_request', 'unauthorized_client'])
    }),
    mustHere('3.1', 'wants-grant', 'A client that is not for devices gets no codes.', async (at) => {
      const { device } = await asked(at)
      const fields = { kind: 'app', tokenEndpointAuthMethod: 'none', redirectUris: [CALLBACK] }
      const app = await at.newClient(fields, (await deviceClinic(at)).owner)
      isError(await device.ask({ client_id: app.id }), 'unauthorized_client')
    }),
    mustHere('3.1', 'form', 'A device authorization request is a form, with each parameter once.', async (at) => {
      const { client } = await deviceClinic(at)
      isError(await call(at.endpoint('device_authorization'), { json: { client_id: client } }), 'invalid_request')
      const form = `client_id=${client}&client_id=${client}`
      isError(await call(at.endpoint('device_authorization'), { form }), 'invalid_request')
    }),
    mustHere('3.1', 'wants-key', 'A device proves that it has the key that it sends.', async (at) => {
      const [one, other] = [await asked(at), await asked(at)]
      isError(await one.device.ask({ device_key: undefined }), 'invalid_request')
      isError(await one.device.ask({ client_assertion: undefined }), 'invalid_client', [400, 401])
      assert.notEqual(one.user, other.user)
    }),
    mustHere('3.2', 'answer', 'The answer has both codes, the address, the lifetime and the interval.', async (at) => {
      const { json } = await (await (await deviceClinic(at)).device()).ask()
      assert.match(String(json.device_code), /^[\w-]{43,}$/)
      assert.equal(json.verification_uri, `${at.issuer}device`)
      assert.ok(Number(json.expires_in) > 0 && Number(json.expires_in) <= 600)
      assert.ok(Number(json.interval) >= 5)
    }),
    mustHere('3.2', 'not-cached', 'The answer with the codes is not cached.', async (at) => {
      isNotCached(await (await (await deviceClinic(at)).device()).ask())
    }),
    mustHere(
      '3.3.1',
      'complete',
      'The complete address carries the code, and opening it decides nothing.',
      async (at) => {
        const clinic = newDeviceClinic(at)
        const { owner, device: make } = await clinic
        const device = await make()
        const { json } = await device.ask()
        assert.equal(json.verification_uri_complete, `${at.issuer}device?user_code=${String(json.user_code)}`)
        const browser = await ownersBrowser(at, owner)
        await openWindow(at, browser)
        const { location } = await browser.open(json.verification_uri_complete)
        const page = await browser.open(location)
        assert.ok(page.text.includes(String(json.user_code)))
        isError(await device.poll(String(json.device_code)), 'authorization_pending')
      },
    ),
    mustHere('3.4', 'token', 'A device that was connected gets a token, which is its own.', async (at) => {
      const { device, code } = await connected(at)
      const answer = await device.poll(code)
      isOk(answer)
      isNotCached(answer)
      assert.deepEqual(answer.json.profile, { reference: `ClientApplication/${String(answer.json.client_id)}` })
      assert.ok(!('refresh_token' in answer.json) && !('id_token' in answer.json))
    }),
    mustHere('3.4', 'once', 'A device code gives one token.', async (at) => {
      const { device, code } = await connected(at)
      isOk(await device.poll(code))
      isError(await device.poll(code), 'invalid_grant')
    }),
    mustHere('3.4', 'other-client', 'A device code is refused to another client.', async (at) => {
      const { owner } = await deviceClinic(at)
      const { device, code } = await asked(at)
      isError(await device.poll(code, { client_id: await enrolmentClient(at, owner) }), 'invalid_grant')
    }),
    mustHere('3.4', 'other-key', 'A device code is refused to a device with another key.', async (at) => {
      const [{ code }, { device: other }] = [await asked(at), await asked(at)]
      isError(await other.poll(code), 'invalid_client', [400, 401])
    }),
    mustHere(
      '3.4',
      'wants-code',
      'A poll without a device code is refused, and one with a made-up code.',
      async (at) => {
        const { device } = await asked(at)
        isError(await device.poll(''), 'invalid_request')
        isError(await device.poll('made-up'), 'invalid_grant')
      },
    ),
    mustHere('3.5', 'pending', 'Until it is connected, a device is told to wait.', async (at) => {
      const { device, code } = await asked(at)
      isError(await device.poll(code), 'authorization_pending')
    }),
    mustHere('3.5', 'slow-down', 'A device that polls too fast is told to slow down.', async (at) => {
      const { device, code } = await asked(at)
      await device.poll(code)
      isError(await device.poll(code), 'slow_down')
    }),
    mustHere('3.5', 'denied', 'A device that was refused is told so.', async (at) => {
      const clinic = newDeviceClinic(at)
      const { owner } = await clinic
      const { device, code, user } = await asked(at, clinic)
      const browser = await ownersBrowser(at, owner)
      await openWindow(at, browser)
      await decide(at, browser, await typeCode(at, browser, user), 'deny')
      isError(await device.poll(code), 'access_denied')
    }),
    mustHere('4', 'metadata', 'The metadata name the endpoint and the grant.', async (at) => {
      assert.equal(at.metadata['device_authorization_endpoint'], `${at.issuer}oauth2/device_authorization`)
      assert.ok(strings(at.metadata['grant_types_supported']).includes(DEVICE_GRANT))
    }),
    mustHere('5.1', 'guessing', 'Codes cannot be guessed: a sign-in has five tries.', async (at) => {
      const clinic = newDeviceClinic(at)
      const { owner } = await clinic
      const { user } = await asked(at, clinic)
      const browser = await ownersBrowser(at, owner)
      await openWindow(at, browser)
      for (let n = 0; n < 5; n += 1) await typeCode(at, browser, 'BBBBBBBB')
      assert.equal((await typeCode(at, browser, user)).status, 429)
    }),
    mustHere(
      '5.4',
      'phishing',
      'The page says from where the device asked, and that nobody sends codes.',
      async (at) => {
        const clinic = newDeviceClinic(at)
        const { owner } = await clinic
        const { user } = await asked(at, clinic)
        const browser = await ownersBrowser(at, owner)
        await openWindow(at, browser)
        const page = await typeCode(at, browser, user)
        assert.match(page.text, /from the address/)
        assert.match(page.text, /Nobody should send you a code like this/)
      },
    ),
    mustHere('5.4', 'fingerprint', 'Without the fingerprint of its key a device is not connected.', async (at) => {
      const clinic = newDeviceClinic(at)
      const { owner, device: make } = await clinic
      const { device, code, user } = await asked(at, clinic)
      const browser = await ownersBrowser(at, owner)
      await openWindow(at, browser)
      const page = await typeCode(at, browser, user)
      await decide(at, browser, page, 'connect', (await make()).fingerprint)
      isError(await device.poll(code), 'authorization_pending')
    }),
    mustHere(
      '6.1',
      'user-code',
      'A code has letters that nobody confuses; case and hyphens do not matter.',
      async (at) => {
        const clinic = newDeviceClinic(at)
        const { owner } = await clinic
        const { user } = await asked(at, clinic)
        assert.match(user, /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/)
        const browser = await ownersBrowser(at, owner)
        await openWindow(at, browser)
        assert.equal(
          (await typeCode(at, browser, user.toLowerCase().replace('-', ' '))).heading,
          'Is this your device?',
        )
      },
    ),
    notApplicable(
      '3.5',
      'backoff',
      'A device waits longer after a connection timeout.',
      'it binds devices, not servers',
    ),
    ...people,
  ],
}
