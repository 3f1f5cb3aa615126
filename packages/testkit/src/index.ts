/**
 * The world in a box, for Damson's own tests. Private.
 *
 * Owns stores that are thrown away, nodes on free ports, people and machines made through the front door, and mail that
 * is read instead of sent. Does not own assertions.
 */
export { type BrowserLog, logOf } from './browser/browser-log.ts'
export { findChromium } from './browser/find-chromium.ts'
export { launchChromium } from './browser/launch-chromium.ts'
export * from './store/index.ts'
export { type Actor, type Machine, type Owner, pkce } from './world/actors.ts'
export { type Answer, type Caller, type CallOptions, createCaller } from './world/caller.ts'
export { calmMs } from './world/calm.ts'
export { type Received, type Sent, send } from './world/http.ts'
export type { InboxReader } from './world/inbox.ts'
export {
  freePort,
  type Node,
  type NodeOptions,
  SHIPPED_LIMITS,
  startWorld,
  type World,
  type WorldOptions,
} from './world/world.ts'
