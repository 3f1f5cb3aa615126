import type { ActionName } from '../actions.ts'
import type { CommandKey } from './texts.ts'

/** Something that one comes to do: a view that opens with its form or its question. */
export interface Command {
  readonly title: CommandKey
  /** Those to whom this is offered are offered the command. */
  readonly action: ActionName
  /** The path of the view. */
  readonly to: string
  /** What stands in the address, so that the form or question is open. */
  readonly search?: Readonly<Record<string, string>>
}

/** What the palette can do, what is done most often first. */
export const COMMANDS: readonly Command[] = [
  { title: 'invite', action: 'invite', to: 'people/invite' },
  { title: 'import', action: 'import_people', to: 'people/import' },
  { title: 'activation', action: 'make_activation_codes', to: 'people/activation' },
  { title: 'app', action: 'manage_clients', to: 'apps/new' },
  { title: 'device', action: 'connect_devices', to: 'devices/new' },
  { title: 'policy', action: 'change_policies', to: 'policies/new' },
  { title: 'simulator', action: 'change_policies', to: 'policies/simulator' },
  { title: 'provider', action: 'change_providers', to: 'providers/new' },
  { title: 'domain', action: 'change_domains', to: 'domains', search: { add: 'true' } },
  { title: 'bot', action: 'manage_bots', to: 'bots/new' },
  { title: 'audit.export', action: 'read_audit', to: 'audit', search: { export: 'true' } },
  { title: 'audit.live', action: 'read_audit', to: 'audit', search: { live: 'true' } },
  { title: 'traces', action: 'change_project', to: 'traces', search: { on: 'true' } },
  { title: 'project', action: 'manage_projects', to: 'server/projects', search: { new: 'true' } },
  { title: 'account', action: 'move_accounts', to: 'server/projects', search: { move: 'true' } },
  { title: 'keys', action: 'rotate_signing_keys', to: 'keys', search: { rotate: 'true' } },
]
