import type { FastifyInstance, FastifyRequest } from 'fastify'
import {
  allOk,
  answersWith,
  badRequest,
  forbidden,
  notFound,
  type OutcomeError,
  queryParametersOf,
  readParameters,
  requestOriginOf,
  writeRefused,
} from '#answers'
import { isUuid } from '#base/random'
import { isProvenNow, OUTDATED_PROOF } from '#domain/access'
import { devicePageOf, endDevice, listDevices, mayConnectDevices, openWindow } from '#domain/devices'
import { type Administrator, administratorOf, audited, eventOf, requirePermit } from './administrator.ts'
import type { AdminDeps } from './dependencies.ts'
import { nameOf } from './paging.ts'

type DeviceRequest = FastifyRequest<{ Params: { projectId: string; deviceId: string } }>
const ALL = '/admin/projects/:projectId/devices'

/**
 * Lists a project's devices, opens the ten minutes in which one gets a new key, and switches them off. A new device is
 * connected on `/account/devices`.
 */
export function registerDevices(app: FastifyInstance, deps: AdminDeps): void {
  const outcome = answersWith('outcome')
  app.get<{ Params: { projectId: string } }>(ALL, outcome, async (request, reply) => {
    const administrator = await administratorOf(deps, request, 'manage_clients')
    const after = queryParametersOf(request).get('after') ?? ''
    const name = nameOf(readParameters(queryParametersOf(request)).form, 'a part of a name')
    const body = await audited(deps, administrator, 'device.read', 'ClientApplication', async () => {
      requirePermit(administrator, 'read', 'ClientApplication')
      if (after !== '' && !isUuid(after))
        throw badRequest('after is the id of a device: leave it out at first.', 'after')
      const page = await listDevices(deps.devices, administrator.grantee, { after, name })
      if (!page.ok) throw UNSEARCHABLE()
      const { devices, next } = page.value
      const searched = name === '' ? {} : { query: new URLSearchParams({ name }).toString() }
      await deps.audit.committed(eventOf(administrator, 'device.read', 'ClientApplication', searched))
      return { devices, ...(next !== undefined && { next }) }
    })
    return reply.header('Cache-Control', 'no-store').send(body)
  })
  for (const as of ['revoked', 'lost'] as const) {
    app.post(`${ALL}/:deviceId/${as === 'lost' ? 'lost' : 'revoke'}`, outcome, async (request: DeviceRequest) => {
      const administrator = await administratorOf(deps, request, 'manage_clients')
      const { deviceId } = request.params
      return audited(deps, administrator, `device.${as}`, `ClientApplication/${deviceId}`, async () => {
        const ended = await endDevice(deps.devices, by(administrator, request), deviceId, as)
        if (ended.ok) return allOk()
        throw ended.refusal.why === 'unknown_device' ? notFound() : writeRefused(ended.refusal.refusal)
      })
    })
  }
  app.post(`${ALL}/:deviceId/replace`, outcome, async (request: DeviceRequest) => {
    const administrator = await administratorOf(deps, request, 'manage_clients')
    const { deviceId } = request.params
    return audited(deps, administrator, 'device_window.opened', `ClientApplication/${deviceId}`, () =>
      replace(deps, administrator, request, deviceId),
    )
  })
}

const by = ({ grantee }: Administrator, request: FastifyRequest) => ({ grantee, origin: requestOriginOf(request) })

/** Opens the window, for a person who has just been proven. They type the code and the fingerprint at the page. */
async function replace(
  { devices, clock }: AdminDeps,
  { grantee, issuer }: Administrator,
  request: FastifyRequest,
  deviceId: string,
): Promise<object> {
  if (!mayConnectDevices(grantee)) throw NEEDS_PERSON()
  if (!isProvenNow(grantee, clock.now())) throw writeRefused(OUTDATED_PROOF)
  const opened = await openWindow(devices, { grantee, origin: requestOriginOf(request) }, { deviceId })
  if (opened.ok) return { expiresAt: opened.value.expiresAt.toISOString(), url: devicePageOf(issuer) }
  const { refusal } = opened
  if (refusal.why === 'refused') throw writeRefused(refusal.refusal)
  if (refusal.why === 'not_enabled')
    throw badRequest(
      'Switch the connection of devices on first: the setting deviceEnrolment.',
      undefined,
      'not_enabled',
    )
  throw notFound()
}

const UNSEARCHABLE = (): OutcomeError =>
  badRequest('The name cannot be searched for: send letters or digits.', 'name', 'invalid_name')

const NEEDS_PERSON = (): OutcomeError =>
  forbidden(
    'Only a person connects devices, since somebody must compare the fingerprint: sign in yourself.',
    'needs_person',
  )
