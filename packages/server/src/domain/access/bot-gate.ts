import { accepted } from '@damson/fhir'
import type { Gate } from '#domain/resources'

/** Makes nodes reread the Bot's grantee, which they cache by its client id. */
export const botGate: Gate = async (_tx, { id }) => accepted([{ kind: 'client', subject: id }])
