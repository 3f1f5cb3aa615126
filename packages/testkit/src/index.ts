/**
 * The world in a box, for Damson's own tests. Private.
 *
 * Owns disposable stores, nodes on free ports, people and machines made through the public API, and mail that tests
 * read instead of sending. Does not own assertions.
 */
export { type BrowserLog, logOf } from './browser/browser-log.ts'
export { findChromium } from './browser/find-chromium.ts'
export { launchChromium } from './browser/launch-chromium.ts'
export { freePort } from './free-port.ts'
export {
  type Bent,
  createSoftwareAuthenticator,
  type HeldPasskey,
  type SoftwareAuthenticator,
} from './software-authenticator.ts'
export * from './store/index.ts'
export { type Actor, type Machine, type Owner, pkce } from './world/actors.ts'
export { type Answer, type Caller, type CallOptions, createCaller } from './world/caller.ts'
export { calmMs, watchLost } from './world/calm.ts'
export { heldBy, type ProblemOf } from './world/held-answers.ts'
export { type Received, type Sent, send } from './world/http.ts'
export type { InboxReader, PhoneReader } from './world/inbox.ts'
export { type MailServer, startMailServer } from './world/mail-server.ts'
export { proveAsIf } from './world/proven.ts'
export { endSharedWorlds } from './world/shared-world.ts'
export {
  type Node,
  type NodeOptions,
  SHIPPED_LIMITS,
  startWorld,
  type World,
  type WorldOptions,
} from './world/world.ts'
