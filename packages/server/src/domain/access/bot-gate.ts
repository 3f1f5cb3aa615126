import { accepted } from '@damson/fhir'
import type { Gate } from '#domain/resources'

/** Nodes read anew who acts as this Bot: they know a machine by its client. */
export const botGate: Gate = async (_tx, { id }) => accepted([{ kind: 'client', subject: id }])
