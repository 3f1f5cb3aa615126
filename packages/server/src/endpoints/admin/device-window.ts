import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import {
  allOk,
  answersWith,
  badRequest,
  conflict,
  forbidden,
  type OutcomeError,
  readBody,
  requestOriginOf,
  tooManyRequests,
  writeRefused,
} from '#answers'
import { isUuid } from '#base/random'
import { isProvenNow, OUTDATED_PROOF } from '#domain/access'
import {
  type ConnectRefusal,
  closeWindow,
  connectDevice,
  type DeviceAdministrator,
  type DeviceWindowRow,
  denyDevice,
  devicePolicies,
  findWaiting,
  mayConnectDevices,
  openWindow,
  openWindowOf,
  type WaitingDevice,
  type WindowRefusal,
} from '#domain/devices'
import { connectsDevices } from '#domain/projects'
import { type Administrator, administratorOf, audited } from './administrator.ts'
import type { AdminDeps } from './dependencies.ts'
import { name, referenceTo } from './fields.ts'

type Request = FastifyRequest<{ Params: { projectId: string } }>

const PATH = '/admin/projects/:projectId/device-window'
const typed = z.string('must be a text').max(100, 'must be at most 100 characters')
export const OpenBody = z.strictObject({ name, accessPolicy: referenceTo('AccessPolicy') })
export const CodeBody = z.strictObject({ code: typed })
export const ConnectBody = z.strictObject({
  window: z.string('must be a text').refine(isUuid, 'must be the id of a window'),
  code: typed,
  fingerprint: typed,
})

/**
 * `/admin/projects/:projectId/device-window`: the ten minutes in which an administrator connects a device, with the same
 * ceremony as on `/account/devices`: they name it, type its code, and then the fingerprint that its screen shows.
 */
export function registerDeviceWindow(app: FastifyInstance, deps: AdminDeps): void {
  const outcome = answersWith('outcome')
  app.get<{ Params: { projectId: string } }>(PATH, outcome, async (request, reply) => {
    const administrator = await administratorOf(deps, request, 'manage_clients')
    return reply.header('Cache-Control', 'no-store').send(await shown(deps, administrator))
  })
  app.post<{ Params: { projectId: string } }>(PATH, outcome, async (request, reply) => {
    const by = await connecting(deps, request)
    const window = await audited(deps, by.administrator, 'device_window.opened', 'ClientApplication', async () => {
      const { name, accessPolicy } = readBody(OpenBody, request.body)
      const opened = await openWindow(deps.devices, by, { name, accessPolicy: accessPolicy.reference })
      if (!opened.ok) throw notOpened(opened.refusal)
      return windowAnswer(opened.value)
    })
    return reply.code(201).header('Cache-Control', 'no-store').send(window)
  })
  app.delete<{ Params: { projectId: string } }>(PATH, outcome, async (request) => {
    const administrator = await administratorOf(deps, request, 'manage_clients')
    const by = deviceAdministrator(administrator, request)
    const row = await ownWindow(deps, by)
    if (row !== undefined) await closeWindow(deps.devices, by, row)
    return allOk()
  })
  app.post<{ Params: { projectId: string } }>(`${PATH}/find`, outcome, async (request, reply) => {
    const by = await connecting(deps, request)
    const { waiting } = await asking(deps, by, readBody(CodeBody, request.body).code)
    const { address, userAgent: program, row } = waiting
    return reply
      .header('Cache-Control', 'no-store')
      .send({ askedAt: row.askedAt.toISOString(), address, ...(program !== '' && { program }) })
  })
  app.post<{ Params: { projectId: string } }>(`${PATH}/connect`, outcome, async (request) => {
    const by = await connecting(deps, request)
    const { window: id, code, fingerprint } = readBody(ConnectBody, request.body)
    const { window, waiting } = await asking(deps, by, code)
    // Another window was opened meanwhile: what was typed is not for the device that it names.
    if (window.id !== id) throw GONE()
    const connected = await connectDevice(deps.devices, by, window, waiting.row, fingerprint)
    if (!connected.ok) throw notConnected(connected.refusal)
    return allOk()
  })
  app.post<{ Params: { projectId: string } }>(`${PATH}/deny`, outcome, async (request) => {
    const by = await connecting(deps, request)
    const { waiting } = await asking(deps, by, readBody(CodeBody, request.body).code)
    await denyDevice(deps.devices, by, waiting.row)
    return allOk()
  })
}

type Connecting = DeviceAdministrator & { readonly administrator: Administrator; readonly askedBy: string }

function deviceAdministrator(administrator: Administrator, request: Request): Connecting {
  const { grantee } = administrator
  if (!mayConnectDevices(grantee)) throw NEEDS_PERSON()
  const askedBy = grantee.rootId ?? grantee.loginId ?? grantee.userId
  return { grantee, administrator, askedBy, origin: requestOriginOf(request) }
}

/** Whoever connects a device is a person who has just proven themselves, at each step. */
async function connecting(deps: AdminDeps, request: Request): Promise<Connecting> {
  const by = deviceAdministrator(await administratorOf(deps, request, 'manage_clients'), request)
  if (!isProvenNow(by.grantee, deps.clock.now())) throw writeRefused(OUTDATED_PROOF)
  return by
}

/** The window that the administrator has open in this project. */
async function ownWindow(
  deps: AdminDeps,
  { grantee }: Pick<DeviceAdministrator, 'grantee'>,
): Promise<DeviceWindowRow | undefined> {
  const row = await openWindowOf(deps, grantee.userId)
  return row?.project === grantee.project && row.membershipId === grantee.membershipId ? row : undefined
}

/** What asks with a code. Without an open window no code is looked up. */
async function asking(
  deps: AdminDeps,
  by: Connecting,
  code: string,
): Promise<{ readonly window: DeviceWindowRow; readonly waiting: WaitingDevice }> {
  const window = await ownWindow(deps, by)
  if (window === undefined) throw GONE()
  const found = await findWaiting(deps.devices, by, code)
  if (found.ok) return { window, waiting: found.value }
  if (found.refusal.why === 'too_many_attempts') throw tooManyRequests(found.refusal.allowance)
  throw badRequest('This code is wrong or has expired: look at the screen of the device.', 'code', 'wrong_code')
}

async function shown(deps: AdminDeps, { grantee, project }: Administrator): Promise<object> {
  const isEnabled = connectsDevices(project.resource)
  if (!isEnabled || !mayConnectDevices(grantee)) return { enabled: isEnabled, policies: [] }
  const row = await ownWindow(deps, { grantee })
  return {
    enabled: true,
    policies: await devicePolicies(deps, grantee),
    ...(row !== undefined && { window: windowAnswer(row) }),
  }
}

function windowAnswer({ id, name, accessPolicy, deviceId, expiresAt }: DeviceWindowRow): object {
  return {
    id,
    name,
    ...(accessPolicy !== null && { accessPolicy: { reference: accessPolicy } }),
    ...(deviceId !== null && { device: { reference: `ClientApplication/${deviceId}` } }),
    expiresAt: expiresAt.toISOString(),
  }
}

function notOpened(refusal: WindowRefusal): OutcomeError {
  switch (refusal.why) {
    case 'refused':
      return writeRefused(refusal.refusal)
    case 'not_enabled':
      return badRequest(
        'Switch the connection of devices on first: the setting deviceEnrolment.',
        undefined,
        'not_enabled',
      )
    case 'malformed_name':
      return badRequest('Name the device in at most 100 characters.', 'name', 'malformed_name')
    case 'unknown_device':
      return conflict('This device does not exist any more.', 'unknown_device')
  }
}

function notConnected(refusal: ConnectRefusal): OutcomeError {
  switch (refusal.why) {
    case 'wrong_fingerprint':
      return badRequest(
        'This is not the fingerprint of the device that asks. If you typed it from the screen of your device, another device asks with this code: refuse it.',
        'fingerprint',
        'wrong_fingerprint',
      )
    case 'gone':
      return GONE()
    case 'refused':
      return writeRefused(refusal.refusal)
  }
}

const GONE = (): OutcomeError =>
  conflict('The ten minutes have run out, or the code was used: begin again with the device.', 'window_gone')

const NEEDS_PERSON = (): OutcomeError =>
  forbidden(
    'Only a person connects devices, since somebody must compare the fingerprint: sign in yourself.',
    'needs_person',
  )
