/**
 * Owns: what names publish in DNS, and which servers are asked. Does not own: where calls may lead (`base/outbound`), or
 * what a record must say.
 */
export { DnsSettings } from './settings.ts'
export { createReadTxt, type ReadTxt } from './txt.ts'
