/** Defects of devices that are connected by a code (RFC 8628). */
import { type Defect, defectsIn } from './defect.ts'

const store = defectsIn('server/src/domain/devices/devices.store.ts')
const poll = defectsIn('server/src/domain/devices/poll.ts')
const ask = defectsIn('server/src/domain/devices/ask.ts')
const connect = defectsIn('server/src/domain/devices/connect.ts')
const userCode = defectsIn('server/src/domain/devices/user-code.ts')
const proof = defectsIn('server/src/domain/credentials/key-proof.ts')
const endpoint = defectsIn('server/src/endpoints/oauth/device-authorization.ts')
const screens = defectsIn('server/src/domain/devices/screens.ts')
const screenPage = defectsIn('server/src/endpoints/signin/screen/screen-page.ts')
const screenState = defectsIn('server/src/endpoints/signin/authorize/screen-state.ts')
const state = defectsIn('server/src/domain/signin/state.ts')
const page = defectsIn('server/src/endpoints/account/devices-page.ts')

export const DEVICE_DEFECTS: readonly Defect[] = [
  store(
    'a device code gives two tokens',
    'rfc8628-3.4-once',
    "then 'used' else d.state end",
    'then d.state else d.state end',
  ),
  ask(
    'a device code is taken from another client',
    'rfc8628-3.4-other-client',
    'if (row.clientId !== client.id)',
    'if (false)',
  ),
  proof(
    'a poll is taken from a device with another key',
    'rfc8628-3.4-other-key',
    'if (!(await isSignedBy(',
    'if (false && !(await isSignedBy(',
  ),
  endpoint(
    'any client gets codes for devices',
    'rfc8628-3.1-wants-grant',
    'if (client?.resource.grantType?.includes(DEVICE_GRANT) !== true) {',
    'if (client === undefined) {',
  ),
  poll(
    'a device may poll as fast as it likes',
    'rfc8628-3.5-slow-down',
    "if (tooFast) return refused({ why: 'too_fast', intervalSeconds })",
    '',
  ),
  poll(
    'a device that was refused is told to wait',
    'rfc8628-3.5-denied',
    "if (state === 'denied') return refused({ why: 'denied' })",
    '',
  ),
  connect(
    'any fingerprint connects a device',
    'rfc8628-5.4-fingerprint',
    "if (!constantTimeEqual(typed, fingerprintOf(row.thumbprint).replaceAll('-', ''))) {",
    "if (typed === '') {",
  ),
  connect(
    'codes of devices may be guessed for ever',
    'rfc8628-5.1-guessing',
    'if (!own.allowance.allowed) return',
    "if (!own.allowance.allowed && typed === '') return",
  ),
  userCode(
    'codes of devices have letters that look alike',
    'rfc8628-6.1-user-code',
    "'BCDFGHJKLMNPQRSTVWXZ'",
    "'01OIL8BUVN'",
  ),
  page(
    'the page does not say from where a device asked',
    'rfc8628-5.4-phishing',
    "say('devices.question.origin', { at: say.moment(askedAt), address: strong(address) })",
    "''",
  ),
  endpoint(
    'a screen gets a refresh token',
    'rfc8628-3.1-people-refresh',
    'if (withoutRefresh(scope.value) !== scope.value || wantsLaunch(scope.value)) throw',
    'if (wantsLaunch(scope.value)) throw',
  ),
  screens(
    'a device code of a screen is taken from another client',
    'rfc8628-3.4-people-other-client',
    "return row.clientId === client.id ? accepted(row) : refused('wrong_client')",
    'return accepted(row)',
  ),
  state(
    'a screen gets a token without a question',
    'rfc8628-3.3-people-consent',
    '(login.askConsent || isForScreen || (!client.firstParty',
    '!isForScreen && (login.askConsent || isForScreen || (!client.firstParty',
  ),
  state(
    'an administrator is signed in on another screen',
    'rfc8628-5.4-people-administrators',
    'administrator: isForScreen && (await isAdministrator(tx, login)),',
    'administrator: false,',
  ),
  screens(
    'codes of screens may be guessed for ever',
    'rfc8628-5.1-people-guessing',
    'if (!own.allowance.allowed) return',
    "if (!own.allowance.allowed && typed === '') return",
  ),
  screenState(
    'a link that somebody sends signs in on their screen',
    'rfc8628-5.4-people-own-browser',
    'constantTimeEqual(screen.browserHash, browser.hash)',
    'constantTimeEqual(browser.hash, browser.hash)',
  ),
  screenPage(
    'the page does not say from where a screen asked',
    'rfc8628-5.4-people-phishing',
    "say('devices.question.origin', { at: say.moment(row.askedAt), address: strong(address) })",
    "''",
  ),
]
