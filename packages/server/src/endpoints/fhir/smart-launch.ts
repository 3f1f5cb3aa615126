import { type ClientApplication, type Encounter, parseJson, readReferenceText } from '@damson/fhir'
import { badRequest, notFound } from '#answers'
import { told } from '#base/findings'
import { type FhirContextItem, openLaunch } from '#domain/launches'
import { readResource, resourceOf, type Stored } from '#domain/resources'
import { audited, eventOf, permitFor } from './authorized.ts'
import type { FhirAnswer, FhirContext, FhirRequest } from './dependencies.ts'
import { type AskedLaunch, readLaunchParameters } from './launch-parameters.ts'
import { currentInReach } from './write.ts'

/**
 * `ClientApplication/id/$smart-launch`: launches an app with the caller's context (SMART App Launch 2.2, EHR launch). A
 * caller who may read the app may launch it, with any patient that they may read. GET redirects; POST returns the
 * address, because a page cannot read the target of a redirect.
 */
export function smartLaunch(context: FhirContext, request: FhirRequest, id: string): Promise<FhirAnswer> {
  const entity = `ClientApplication/${id}`
  return audited(context, 'launch.opened', entity, undefined, async () => {
    const { deps, grantee } = context
    const client = await currentInReach(
      deps.db,
      context,
      'ClientApplication',
      id,
      permitFor(context, 'read', 'ClientApplication').narrowing,
    )
    const launchUri = launchUriOf(parseJson(client.content) as ClientApplication)
    const wanted = readLaunchParameters(request, deps.issuers.fhirUrlsOf(grantee.project))
    const patient = await patientInReach(context, wanted)
    const { encounter, context: launchContext } = wanted
    await contextInReach(context, launchContext.fhirContext)
    const styles = `${deps.issuers.of(grantee.project).url}.well-known/smart-styles.json`
    const draft = {
      project: grantee.project,
      clientId: client.id,
      // The launch is the person's own, also where a client acts for them: nobody else may join it.
      userId: grantee.onBehalfOf?.userId ?? grantee.userId,
      issuer: context.issuer,
      patient: patient === undefined ? undefined : `Patient/${patient}`,
      context: {
        need_patient_banner: true,
        smart_style_url: styles,
        ...launchContext,
        ...(encounter !== undefined && { encounter }),
      },
    }
    const { launch, expiresAt } = await deps.db.tx(async (tx) => {
      const opened = await openLaunch(tx, draft, deps.clock.now())
      await deps.audit.record(tx, [eventOf(context, 'launch.opened', { entity, patient: draft.patient })])
      return opened
    })
    return answer(request, addressOf(launchUri, context.issuer.fhirUrl, launch), expiresAt)
  })
}

function launchUriOf({ status = 'active', kind, launchUri, grantType }: ClientApplication): string {
  const signsIn = status === 'active' && kind !== 'device' && grantType?.includes('authorization_code') !== false
  if (launchUri === undefined || !signsIn)
    throw badRequest(
      'This client cannot be launched: it must be active, sign people in, and have a launchUri.',
      undefined,
      'not_launchable',
    )
  return launchUri
}

/** The patient of the launch: the given one, or the encounter's. The caller must be able to read both. */
async function patientInReach(context: FhirContext, { patient, encounter }: AskedLaunch): Promise<string | undefined> {
  const subject =
    encounter === undefined ? undefined : subjectOf(context, await inReach(context, 'Encounter', encounter))
  if (encounter !== undefined && (subject === undefined || (patient !== undefined && patient !== subject)))
    throw badRequest(
      'This encounter belongs to another patient or to no patient: send the patient of the encounter.',
      'encounter',
      'encounter_of_another',
    )
  const about = patient ?? subject
  if (about !== undefined) await inReach(context, 'Patient', about)
  return about
}

/** The caller must be able to read everything in fhirContext too. */
async function contextInReach(context: FhirContext, fhirContext: readonly FhirContextItem[] = []): Promise<void> {
  const references = fhirContext.flatMap(({ reference }) => reference ?? [])
  await Promise.all(
    references.map((reference) => {
      const [type = '', id = ''] = reference.split('/')
      return inReach(context, type, id)
    }),
  )
}

async function inReach(context: FhirContext, type: string, id: string): Promise<Stored> {
  const { narrowing } = permitFor(context, 'read', type)
  const found = await readResource(context.deps.db, context.grantee.project, type, id, narrowing)
  if (found === undefined || found.deleted)
    throw notFound(
      told`The ${type} does not exist, or you cannot read it: launch the app with resources that you can read.`,
    )
  return found
}

function subjectOf({ deps, grantee }: FhirContext, encounter: Stored): string | undefined {
  const text = resourceOf<Encounter>(encounter)?.subject?.reference
  const subject = readReferenceText(text ?? '', deps.issuers.fhirUrlsOf(grantee.project))
  return subject?.kind === 'local' && subject.type === 'Patient' ? subject.id : undefined
}

function addressOf(launchUri: string, fhirUrl: string, launch: string): string {
  const url = new URL(launchUri)
  url.searchParams.set('iss', fhirUrl)
  url.searchParams.set('launch', launch)
  return url.href
}

function answer({ method }: FhirRequest, address: string, expiresAt: Date): FhirAnswer {
  const headers = { 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' }
  if (method === 'GET') return { status: 302, headers: { ...headers, Location: address } }
  const body = JSON.stringify({
    resourceType: 'Parameters',
    parameter: [
      { name: 'url', valueUrl: address },
      { name: 'expires', valueInstant: expiresAt.toISOString() },
    ],
  })
  return { status: 200, headers, body }
}
