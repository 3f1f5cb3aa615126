import type { AuditAgent, KeptEvent, Personal } from './entry.ts'
import { type Code, KINDS, OWN_SYSTEM } from './kinds.ts'

/** A FHIR AuditEvent, and the values that paging needs. */
export interface RenderedEvent {
  readonly id: string
  readonly at: string
  readonly resource: Readonly<Record<string, unknown>>
  /** What the resource was made of, for other forms of it. */
  readonly kept: KeptEvent
  readonly personal: Personal
}

const ENTITY_TYPE_SYSTEM = 'http://terminology.hl7.org/CodeSystem/audit-entity-type'
const APPLICATION: Code = {
  system: 'http://dicom.nema.org/resources/ontology/DCM',
  code: '110150',
  display: 'Application',
}
const APPROVER: Code = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType',
  code: 'AUTHEN',
  display: 'authenticator',
}

/** The person for whom a client acted: `asserted` by the client, or `proven` by a token of the person. */
const ACTING_SYSTEM = 'urn:damson:acting'

/** Who called the Bot that acted, and the person for whom that client acted. */
const BOT_SYSTEM = 'urn:damson:bot'

/** The trace id of the request, by which its answer, its log lines and its trace are found too. */
const TRACE = 'urn:damson:trace'

/** The one place where an event becomes FHIR (https://hl7.org/fhir/R4/auditevent.html). */
export function renderEvent(kept: KeptEvent, personal: Personal, baseUrl: string): RenderedEvent {
  const { type, subtype, action } = KINDS[kept.kind]
  const ownCode: Code = { system: OWN_SYSTEM, code: kept.kind }
  const entity = entitiesOf(kept, personal)
  const resource = {
    resourceType: 'AuditEvent',
    id: kept.id,
    meta: { versionId: '1', lastUpdated: kept.at },
    // No entity: what was asked for is searched by those.
    ...(kept.trace !== undefined && { extension: [{ url: TRACE, valueId: kept.trace }] }),
    type,
    subtype: subtype.system === OWN_SYSTEM ? [subtype] : [subtype, ownCode],
    action,
    recorded: kept.at,
    outcome: String(kept.outcome),
    ...(kept.reason !== undefined && { outcomeDesc: kept.reason }),
    agent: agentsOf(kept, personal),
    source: {
      observer: { identifier: { value: baseUrl } },
      type: [{ system: 'http://terminology.hl7.org/CodeSystem/security-source-type', code: '4' }],
    },
    ...(entity.length > 0 && { entity }),
  }
  return { id: kept.id, at: kept.at, resource, kept, personal }
}

function agentsOf(kept: KeptEvent, personal: Personal): readonly object[] {
  const agent: AuditAgent = { reference: kept.agent, userId: kept.user, clientId: kept.client }
  const [who, app] = [whoOf(agent), appOf(agent)]
  const network = personal.address === undefined ? {} : { network: { address: personal.address, type: '2' } }
  const main = {
    ...(who !== undefined && { who: { reference: who } }),
    ...(personal.account !== undefined && { altId: personal.account }),
    ...(personal.userAgent !== undefined && { name: personal.userAgent }),
    requestor: true,
    ...network,
    ...(kept.login !== undefined && { policy: [`urn:damson:login:${kept.login}`] }),
  }
  const other = (type: Code, reference: string | undefined): readonly object[] =>
    reference === undefined ? [] : [{ type: { coding: [type] }, who: { reference }, requestor: false }]
  const { actedFor, acting, calledBy, calledFor } = kept
  return [
    main,
    ...other(APPLICATION, app),
    ...other({ system: ACTING_SYSTEM, code: acting ?? 'asserted' }, actedFor),
    ...other({ system: BOT_SYSTEM, code: 'caller' }, calledBy),
    ...other({ system: BOT_SYSTEM, code: 'called-for' }, calledFor),
    ...other(APPROVER, kept.approver),
  ]
}

/** Who did it: the profile, else the account, else the client; undefined for an unknown caller. */
export function whoOf({ reference, userId, clientId }: AuditAgent): string | undefined {
  if (reference !== undefined) return reference
  return userId === undefined ? clientReference(clientId) : `User/${userId}`
}

/**
 * The agent by which a search finds the event too: the person for whom a client or Bot acted, who called the Bot, or the app
 * that a person used.
 */
export function secondOf(agent: AuditAgent): string | undefined {
  return agent.actedFor?.reference ?? agent.calledBy?.reference ?? appOf(agent)
}

/** The app that a person used: a second agent, which is not the requestor. */
function appOf(agent: AuditAgent): string | undefined {
  const app = clientReference(agent.clientId)
  return app === whoOf(agent) ? undefined : app
}

const clientReference = (id: string | undefined): string | undefined =>
  id === undefined ? undefined : `ClientApplication/${id}`

function entitiesOf(kept: KeptEvent, personal: Personal): readonly object[] {
  const { query: text = '' } = personal
  const query = text === '' ? {} : { query: Buffer.from(text).toString('base64') }
  const isReference = kept.entity?.includes('/') === true
  const version = kept.version === undefined ? '' : `/_history/${kept.version}`
  const main =
    kept.entity === undefined && text === ''
      ? []
      : [
          {
            ...(kept.entity !== undefined &&
              (isReference ? { what: { reference: kept.entity + version } } : { name: kept.entity })),
            ...query,
          },
        ]
  const patient =
    kept.patient === undefined || kept.patient === kept.entity
      ? []
      : [
          {
            what: { reference: kept.patient },
            type: { system: ENTITY_TYPE_SYSTEM, code: '1' },
            role: { system: 'http://terminology.hl7.org/CodeSystem/object-role', code: '1' },
          },
        ]
  return [
    ...main,
    ...patient,
    ...identified('urn:damson:identity-provider', kept.provider),
    ...identified('urn:damson:identity', kept.identity),
  ]
}

const identified = (system: string, value: string | undefined): readonly object[] =>
  value === undefined ? [] : [{ what: { identifier: { system, value } } }]
