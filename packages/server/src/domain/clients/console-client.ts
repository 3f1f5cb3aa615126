import type { ClientApplication } from '@damson/fhir'
import { type Issuer, SYSTEM_PROJECT } from '#domain/projects'
import type { ClientRow } from './clients.store.ts'

/** The client id in tokens of apps that sent none. It isn't registered anywhere. */
export const BUILT_IN_CLIENT = 'damson-app'
/** The client id of the console that this server ships. Nobody registers it. */
export const CONSOLE_CLIENT = 'damson-console'
/** What people read where it is named. */
export const CONSOLE_NAME = 'Damson Console'
/**
 * The same client id in the store, whose client ids are UUIDs. A migration puts its row into `clients`; it has no resource, so nobody
 * changes it, and no project lists it. Audit events name it.
 */
export const STORED_CONSOLE = '00000000-0000-4000-8000-64616d736f6e'

/** Whether an id is the console's, as apps send it or as the store has it. */
export const isConsole = (id: string): boolean => id === CONSOLE_CLIENT || id === STORED_CONSOLE

/** The client id that apps see, for one of the store. */
export function clientIdOnWire(stored: string | undefined): string {
  return stored === STORED_CONSOLE ? CONSOLE_CLIENT : (stored ?? BUILT_IN_CLIENT)
}

/** The reverse; null is an app that sent none. */
export function storedClientId(onWire: string): string | null {
  if (onWire === BUILT_IN_CLIENT) return null
  return onWire === CONSOLE_CLIENT ? STORED_CONSOLE : onWire
}

/** Where administrators open the console of an issuer. */
export const consoleAddress = ({ adminUrl }: Pick<Issuer, 'adminUrl'>): string => `${adminUrl}console/`

/**
 * The console as a client: public, and first-party, since it is part of this server. Its only redirect address is the
 * console of the issuer itself, where administrators reach it. At a project's address it is a client of that project.
 */
export function consoleClient({
  adminUrl,
  project,
}: Issuer): Omit<ClientRow, 'content'> & { readonly resource: ClientApplication } {
  return {
    id: STORED_CONSOLE,
    project: project ?? SYSTEM_PROJECT,
    active: true,
    kind: 'app',
    authMethod: 'none',
    basicAllowed: false,
    firstParty: true,
    secrets: [],
    version: '',
    resource: {
      resourceType: 'ClientApplication',
      id: STORED_CONSOLE,
      name: CONSOLE_NAME,
      kind: 'app',
      tokenEndpointAuthMethod: 'none',
      firstParty: true,
      grantType: ['authorization_code'],
      redirectUris: [consoleAddress({ adminUrl })],
    },
  }
}

/** The project whose memberships a client asks for: at the server's own address, the console takes any. */
export function projectAskedBy({ id, project }: Pick<ClientRow, 'id' | 'project'>): string | undefined {
  return id === STORED_CONSOLE && project === SYSTEM_PROJECT ? undefined : project
}
