import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answersWith, type Form, queryParametersOf, requestOriginOf } from '#answers'
import {
  closeWindow,
  connectDevice,
  DEVICE_PATH,
  type DeviceAdministrator,
  type DeviceWindowRow,
  denyDevice,
  devicePolicies,
  findWaiting,
  mayConnectDevices,
  openWindow,
  openWindowOf,
  readUserCode,
  shownUserCode,
  type UserCodeRefusal,
  type WaitingDevice,
} from '#domain/devices'
import { readProject } from '#domain/projects'
import { findResource, resourceOf } from '#domain/resources'
import { type BrowserCookies, brandOf, type Fault, sendPage, type Words, wordsOf } from '#pages'
import type { AccountDeps } from './dependencies.ts'
import { DEVICES_PATH, type DevicesView, devicesPage, type PolicyChoice } from './devices-page.ts'
import { granteesOf } from './grantees.ts'
import { type Exchange, registerProvenPage } from './proven-page.ts'
import { sealForm, seeOther, useVisit, type Visitor } from './visitor.ts'

/**
 * `/account/devices`: where administrators connect devices by the codes that these show. `/device` is the short address on
 * the device's screen. It shows nothing to anybody before they have just proven themselves.
 */
export function registerDevices(app: FastifyInstance, deps: AccountDeps, cookies: BrowserCookies): void {
  app.get(DEVICE_PATH, answersWith('page'), async (request, reply) => {
    const code = readUserCode(queryParametersOf(request).get('user_code') ?? '')
    return seeOther(reply, code === undefined ? DEVICES_PATH : withCode(code))
  })
  registerProvenPage(app, deps, cookies, DEVICES_PATH, {
    async show(at, visitor) {
      const query = queryParametersOf(at.request)
      return show(deps, at, visitor, { code: query.get('user_code') ?? '', done: query.get('done') ?? undefined })
    },
    async take(at, visitor, form) {
      const administrators = await deviceAdministratorsOf(deps, visitor, at.request)
      const window = await ownWindow(deps, visitor, administrators)
      if (window === undefined) return open(deps, at, visitor, administrators, form)
      if (form.get('do') === 'close') {
        await closeWindow(deps.devices, window.by, window.row)
        return seeOther(at.reply, `${DEVICES_PATH}?done=closed`)
      }
      // Another window was opened since the page was shown: what was asked there is not for this one.
      if (form.get('window') !== window.row.id) return seeOther(at.reply, `${DEVICES_PATH}?done=gone`)
      return connect(deps, at, visitor, window, form)
    },
  })
}

const withCode = (code: string): string => `${DEVICES_PATH}?user_code=${shownUserCode(code)}`

/** The projects in which a person may connect devices, each with their rights there. */
export async function deviceAdministratorsOf(
  deps: AccountDeps,
  visitor: Visitor,
  request: FastifyRequest,
): Promise<readonly DeviceAdministrator[]> {
  if (visitor.reach !== undefined) return []
  const origin = requestOriginOf(request)
  const { authenticatedAt, factorsProvenAt } = visitor.root
  const provenAt = factorsProvenAt !== null && factorsProvenAt > authenticatedAt ? factorsProvenAt : authenticatedAt
  const found: DeviceAdministrator[] = []
  const isOn = async ({ project }: { readonly project: string }): Promise<boolean> =>
    (await brandOf(deps, project)).connectsDevices === true
  for (const grantee of await granteesOf(deps, visitor, request, isOn)) {
    const proven = { ...grantee, authenticatedAt: provenAt }
    if (mayConnectDevices(proven)) found.push({ grantee: proven, origin })
  }
  return found
}

/** The window that a visitor has open, with what they may do in its project now. */
interface OwnWindow {
  readonly row: DeviceWindowRow
  readonly by: DeviceAdministrator
}

async function ownWindow(
  deps: AccountDeps,
  { user }: Visitor,
  administrators: readonly DeviceAdministrator[],
): Promise<OwnWindow | undefined> {
  const row = await openWindowOf(deps, user.id)
  const by = administrators.find(({ grantee }) => grantee.membershipId === row?.membershipId)
  return row === undefined || by === undefined ? undefined : { row, by }
}

type Shown = Pick<DevicesView, 'code'> &
  Partial<Pick<DevicesView, 'done' | 'fault' | 'refused' | 'typed'>> & {
    readonly status?: number
    readonly waiting?: WaitingDevice
  }

async function show(
  deps: AccountDeps,
  { request, reply }: Exchange,
  visitor: Visitor,
  { status = 200, waiting, ...shown }: Shown,
): Promise<FastifyReply> {
  const left = await useVisit(deps, visitor)
  if (left === undefined) return seeOther(reply, '/account')
  const administrators = await deviceAdministratorsOf(deps, visitor, request)
  const window = await ownWindow(deps, visitor, administrators)
  const code = readUserCode(shown.code)
  const view: DevicesView = {
    done: undefined,
    fault: undefined,
    refused: undefined,
    typed: { name: '', policy: undefined },
    ...shown,
    code: code === undefined ? shown.code.slice(0, 40) : shownUserCode(code),
    mayConnect: administrators.length > 0,
    policies: window === undefined ? await choicesOf(deps, administrators) : [],
    window: window && (await shownWindow(deps, window.row)),
    waiting: waiting && {
      address: waiting.address,
      program: waiting.userAgent,
      askedAt: waiting.row.askedAt,
    },
    form: sealForm(deps, visitor),
    left,
  }
  const page = devicesPage(wordsOf(request), await brandOf(deps, request.issuer.project), view)
  return sendPage(reply, status, page)
}

async function choicesOf(
  deps: AccountDeps,
  administrators: readonly DeviceAdministrator[],
): Promise<readonly PolicyChoice[]> {
  const choices: PolicyChoice[] = []
  for (const { grantee } of administrators) {
    const project = await projectName(deps, grantee.project)
    for (const { reference, name } of await devicePolicies(deps, grantee))
      choices.push({ value: `${grantee.project} ${reference}`, name, project })
  }
  return choices
}

const projectName = async ({ db }: AccountDeps, id: string): Promise<string> =>
  (await readProject(db, id))?.resource.name ?? ''

async function shownWindow(deps: AccountDeps, row: DeviceWindowRow): Promise<DevicesView['window']> {
  const [type = '', id = ''] = (row.accessPolicy ?? '').split('/')
  const stored = id === '' ? undefined : await findResource(deps.db, row.project, type, id)
  const policy = stored && resourceOf(stored)
  const named = policy as { readonly name?: string } | undefined
  return {
    id: row.id,
    name: row.name,
    project: await projectName(deps, row.project),
    policy: row.accessPolicy === null ? undefined : (named?.name ?? id),
    until: row.expiresAt,
  }
}

/** Opens the ten minutes for the device that the form names. */
async function open(
  deps: AccountDeps,
  at: Exchange,
  visitor: Visitor,
  administrators: readonly DeviceAdministrator[],
  form: Form,
): Promise<FastifyReply> {
  const say = wordsOf(at.request)
  const [name, policy, typedCode] = ['name', 'policy', 'user_code'].map((one) => form.get(one)?.slice(0, 200) ?? '')
  const [code, typed] = [typedCode ?? '', { name: name ?? '', policy }]
  if (form.get('do') !== 'open') return seeOther(at.reply, `${DEVICES_PATH}?done=gone`)
  const [project, accessPolicy = ''] = (policy ?? '').split(' ')
  const by = administrators.find(({ grantee }) => grantee.project === project)
  const again = (fault: Fault): Promise<FastifyReply> => show(deps, at, visitor, { code, typed, fault, status: 400 })
  if (by === undefined) return again({ field: 'policy', text: say('devices.policy.missing') })
  const opened = await openWindow(deps.devices, by, { name: typed.name, accessPolicy })
  if (opened.ok) {
    const letters = readUserCode(code)
    return seeOther(at.reply, letters === undefined ? DEVICES_PATH : withCode(letters))
  }
  const { refusal } = opened
  if (refusal.why === 'malformed_name') return again({ field: 'name', text: say('devices.name.malformed') })
  const why = refusal.why === 'refused' ? refusal.refusal.text : ''
  return again({ field: 'policy', text: say('devices.refused', { why }) })
}

/** Looks a typed code up, and then connects what asks with it, or refuses it. */
async function connect(
  deps: AccountDeps,
  at: Exchange,
  visitor: Visitor,
  { row: window, by }: OwnWindow,
  form: Form,
): Promise<FastifyReply> {
  const say = wordsOf(at.request)
  const what = form.get('do')
  const code = (what === 'check' ? form.get('code') : form.get('user_code'))?.slice(0, 100) ?? ''
  const found = await findWaiting(deps.devices, { ...by, askedBy: visitor.root.id }, code)
  if (!found.ok) {
    const status = found.refusal.why === 'too_many_attempts' ? 429 : 400
    return show(deps, at, visitor, { code, status, fault: codeFault(say, found.refusal) })
  }
  const waiting = found.value
  if (what === 'deny') {
    await denyDevice(deps.devices, by, waiting.row)
    return seeOther(at.reply, `${DEVICES_PATH}?done=denied`)
  }
  if (what !== 'connect') return show(deps, at, visitor, { code, waiting })
  const connected = await connectDevice(deps.devices, by, window, waiting.row, form.get('code') ?? '')
  if (connected.ok) return seeOther(at.reply, `${DEVICES_PATH}?done=connected`)
  switch (connected.refusal.why) {
    case 'wrong_fingerprint': {
      const fault: Fault = { field: 'code', text: say('devices.fingerprint.wrong') }
      return show(deps, at, visitor, { code, waiting, fault, status: 400 })
    }
    case 'gone':
      return seeOther(at.reply, `${DEVICES_PATH}?done=gone`)
    case 'refused':
      return show(deps, at, visitor, { code, refused: connected.refusal.refusal.text, status: 409 })
  }
}

function codeFault(say: Words, refusal: UserCodeRefusal): Fault {
  return refusal.why === 'wrong_code'
    ? { field: 'code', text: say('devices.code.wrong') }
    : { field: 'code', text: say('signin.throttled', { wait: { seconds: refusal.allowance.resetSeconds } }) }
}
