/** The device authorization grant: devices that an administrator connects. */
import assert from 'node:assert/strict'
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
    notApplicable('5.6', 'confidential', 'Confidential clients authenticate.', 'devices ask by a public client alone'),
  ],
}
