import type { ClientApplication } from '@damson/fhir'
import { told } from '#base/findings'
import { invalid, type WriteRefusal } from '#domain/resources'
import type { Client } from './client.ts'

/** RFC 8628: of the client by which devices ask to be connected, and of clients with `deviceSignIn`. */
export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'

/** The grant connects devices, or signs people in on another screen: never both by one client. */
export function deviceGrantProblem(client: ClientApplication, isPublic: boolean): WriteRefusal | undefined {
  const { grantType = [], deviceSignIn, kind, firstParty, resourceScopesRequired } = client
  const isListed = grantType.includes(DEVICE_GRANT)
  if (deviceSignIn !== true)
    return isListed && (!isPublic || grantType.length > 1)
      ? invalid(
          'device_grant_alone',
          told`A client by which devices are connected does nothing else: set tokenEndpointAuthMethod to none, and
            grantType to ${DEVICE_GRANT} alone. For people who sign in on another screen, set deviceSignIn.`,
          'ClientApplication.grantType',
        )
      : undefined
  if (!isListed || kind === 'device')
    return invalid(
      'device_sign_in_grant',
      told`A client with deviceSignIn signs people in by a code: list ${DEVICE_GRANT} in grantType, and set another kind
        than device.`,
      'ClientApplication.deviceSignIn',
    )
  return firstParty === true || resourceScopesRequired !== true
    ? invalid(
        'device_sign_in_scopes',
        told`A client with deviceSignIn gets what each person allows, and never the rights of administrators: set
          resourceScopesRequired to true, and leave out firstParty.`,
        'ClientApplication.deviceSignIn',
      )
    : undefined
}

/** Whether people sign in on the screens of a client, by a code (RFC 8628). */
export function isForScreens({
  active,
  resource: { deviceSignIn, grantType },
}: Pick<Client, 'active' | 'resource'>): boolean {
  return active && deviceSignIn === true && grantType?.includes(DEVICE_GRANT) === true
}
