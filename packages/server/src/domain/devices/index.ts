/**
 * Owns: devices, and how they are connected by a code (tables `device_windows`, `device_codes`, `devices`, `lost_device_keys`): a
 * device asks with its public key (RFC 8628), an administrator opens a window of ten minutes, types its code and the
 * fingerprint of its key, and it becomes a client of kind `device` that signs. Where a project allows it, a person signs in on
 * another screen by such a code. Does not own: clients, memberships, tokens, the steps of that sign-in.
 * The gates are in the statements `device-codes.approve`, `screens.allow` and `device-codes.poll`. Asked by: `endpoints/oauth`,
 * `endpoints/account`, `endpoints/admin`, the upkeep, a restore.
 */
export {
  type AskDeviceRefusal,
  type AskedDevice,
  askForDevice,
  DEVICE_CODE_SECONDS,
  POLL_SECONDS,
  polledDevice,
} from './ask.ts'
export {
  type ConnectRefusal,
  connectDevice,
  denyDevice,
  findWaiting,
  type UserCodeRefusal,
  type WaitingDevice,
} from './connect.ts'
export type { DeviceDeps } from './dependencies.ts'
export {
  type DeviceWindowRow,
  dropDeviceRequests,
  forgetDeviceCodes,
  forgetDeviceWindows,
  type PolledDeviceRow,
} from './devices.store.ts'
export { endDevice } from './ends.ts'
export { listDevices } from './list.ts'
export { lostKeyGate } from './lost-key-gate.ts'
export { DEVICE_PATH, devicePageOf, SCREEN_PATH, screenPageOf } from './page.ts'
export { pollDevice } from './poll.ts'
export {
  type AskedScreen,
  allowScreen,
  askForScreen,
  denyScreen,
  findScreen,
  polledScreen,
  signInOf,
  type WaitingScreen,
} from './screens.ts'
export { readUserCode, shownUserCode } from './user-code.ts'
export {
  closeWindow,
  type DeviceAdministrator,
  devicePolicies,
  mayConnectDevices,
  openWindow,
  openWindowOf,
  type WindowRefusal,
} from './windows.ts'
