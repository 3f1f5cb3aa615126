/** Defects of devices and of Basic that no standard speaks of. */
import { caughtBy, type TestedDefect } from './tested-defect.ts'

const devices = caughtBy('server/test/clients/devices')
const phishing = caughtBy('server/test/clients/device-phishing')
const screens = caughtBy('server/test/clients/screens')
const basic = caughtBy('server/test/clients/basic-off')

export const DEVICE_TEST_DEFECTS: readonly TestedDefect[] = [
  devices(
    'a window connects two devices',
    'is asked for by a code once: of two who press at once, one connects it',
    'server/src/domain/devices/devices.store',
    "where project = ${project}::uuid and id = ${codeId} and key is not null and state = 'pending'\n      and expires_at > ${now}::timestamptz\n      and exists (select 1 from used)",
    'where project = ${project}::uuid and id = ${codeId} and expires_at > ${now}::timestamptz',
  ),
  devices(
    'a code of a device has no end',
    'has ten minutes, as its administrator has',
    'server/src/domain/devices/poll',
    "if (expired) return refused({ why: 'expired' })",
    '',
  ),
  devices(
    'an assertion of a device works twice',
    'signs with the key that it sent, each time anew',
    'server/src/domain/credentials/key-proof',
    'read.value.expiresAt)) !== undefined',
    'read.value.expiresAt)) !== null',
  ),
  devices(
    'a lost device keeps its tokens',
    'that is %s is refused at once, with its tokens and its key',
    'server/src/domain/devices/ends',
    "      status: 'off',",
    "      status: 'active',",
  ),
  devices(
    'an old sign-in opens the window for a new key',
    'gets no window for a new key from an administrator who was not just proven',
    'server/src/endpoints/admin/devices',
    'if (!isProvenNow(grantee, clock.now())) throw',
    'if (grantee.userId === undefined) throw',
  ),
  devices(
    'a lost device works again once it is switched on',
    'that is %s is refused at once, with its tokens and its key',
    'server/src/domain/devices/ends',
    "as === 'lost' ? withoutKeys(device.client)",
    "as === 'lost' && now.getTime() < 0 ? withoutKeys(device.client)",
  ),
  devices(
    'a lost key is connected if it was asked before',
    'whose key was lost is not connected by it: written otherwise, asked before, or written by an administrator',
    'server/src/domain/devices/devices.store',
    'k.project = ${project}::uuid and k.thumbprint = device_codes.thumbprint',
    'k.project = ${project}::uuid and k.thumbprint is null',
  ),
  devices(
    'a lost key is connected in another spelling',
    'whose key was lost is not connected by it: written otherwise, asked before, or written by an administrator',
    'server/src/domain/devices/key',
    "const { x = '', y = '' } = key.key.export({ format: 'jwk' })\n  return accepted({ jwk: { kty: 'EC', crv: 'P-256', x, y }, thumbprint: await thumbprintOf(key) })",
    "const { x = '', y = '' } = sent as { x?: string; y?: string }\n  return accepted({ jwk: { kty: 'EC', crv: 'P-256', x, y }, thumbprint: await calculateJwkThumbprint({ kty: 'EC', crv: 'P-256', x, y }) })",
  ),
  devices(
    'a key that an administrator wrote is never lost',
    'whose key was lost is not connected by it: written otherwise, asked before, or written by an administrator',
    'server/src/domain/devices/ends',
    "lostKeys: as === 'lost' ? keys : []",
    "lostKeys: as === 'revoked' ? keys : []",
  ),
  devices(
    'a code is connected by a page for another device',
    'is not connected by a page that was shown for another window',
    'server/src/endpoints/account/devices',
    "if (form.get('window') !== window.row.id)",
    "if (form.get('window') === window.row.membershipId)",
  ),
  devices(
    'an approved code outlives its device',
    'that was approved gets no token once %s was pressed',
    'server/src/domain/devices/ends',
    'await denyCodesOfDevice.run(tx, project, deviceId)',
    '',
  ),
  devices(
    'who may not sign in to a project administers it',
    'is connected by nobody whom the domain of their address would not sign in',
    'server/src/endpoints/account/grantees',
    'membershipsByIdentity(db, provider, root, allowed)',
    'membershipsByIdentity(db, provider, root, allowed.length < 0 ? allowed : all)',
  ),
  devices(
    'a new key leaves what others sign for the device',
    'that gets a new key is no workload of others any more',
    'server/src/domain/devices/connect',
    'workloadIdentity: _workload, ...kept',
    '...kept',
  ),
  devices(
    'a device is kept on by a policy that does not suit it',
    'is lost also while its policy does not suit a device',
    'server/src/domain/access/policy-gates',
    "(client.status ?? 'active') !== 'active')",
    "(client.status ?? 'active') === 'x')",
  ),
  phishing(
    'a code is looked up without a window',
    'to an administrator without a window meets no field for it, and a press gains nothing',
    'server/src/endpoints/account/devices-page',
    'if (window === undefined) return openForm(say, view)',
    "if (window === undefined) return codeForm(say, view, { name: '', project: '', policy: undefined, until: new Date(0) })",
  ),
  screens(
    'a code of a screen is allowed by two people',
    'is allowed once: what a second person allows is told that the code has run out',
    'server/src/domain/devices/screens.store',
    "and state = 'pending' and expires_at > ${now}::timestamptz\n      returning id",
    'and expires_at > ${now}::timestamptz\n      returning id',
  ),
  screens(
    'whoever became an administrator is signed in on a screen',
    'is never of an administrator, nor of somebody who became one before the screen asked again',
    'server/src/endpoints/oauth/grants/screen-sign-in',
    'if (project !== null && userId !== undefined && (await isAdministratorOf(tx, project, userId)))',
    'if (project !== null && userId !== undefined && (await isAdministratorOf(tx, project, loginId)))',
  ),
  screens(
    'a token of a screen has the rights of an administrator',
    'has no client %s',
    'server/src/domain/clients/device-grant',
    'return firstParty === true || resourceScopesRequired !== true',
    'return resourceScopesRequired !== true',
  ),
  screens(
    'a press without the page signs in',
    'is not begun by a press alone: the page that says where it was asked from comes first',
    'server/src/endpoints/signin/screen/screen',
    "wasAsked(deps, request, browser, row.id, form?.get('form')) ? form?.get('do') : undefined",
    "wasAsked(deps, request, browser, row.id, form?.get('form')) || code !== '' ? form?.get('do') : undefined",
  ),
  screens(
    'a screen on another connection looks like one in the room',
    'says so if the screen is on another internet connection',
    'server/src/endpoints/signin/screen/screen-page',
    'const isNear = networkOf(address) === networkOf(at.address)',
    'const isNear = networkOf(address) !== undefined',
  ),
  basic(
    'Basic works where it is switched off',
    'it is refused for every client, right secret or wrong, and a token works',
    'server/src/domain/credentials/credentials',
    "if (!allowsBasic) return refused({ why: 'basic_off', finding: BASIC_OFF })",
    '',
  ),
]
