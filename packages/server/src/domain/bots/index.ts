/**
 * Owns: Bots: the hosts that their code may call. Does not own: the resource `Bot` and its rights (`domain/access`). Asked
 * by: the gates of writes.
 */
export { allowedHostGate } from './allowed-hosts.ts'
