/**
 * Owns: reading DNS records, and the servers that are asked. Does not own: where calls may go (`base/outbound`), or what
 * a record must say.
 */
export { DnsSettings } from './settings.ts'
export { createReadTxt, type ReadTxt } from './txt.ts'
