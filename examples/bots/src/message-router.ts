/** A Bot that calls Bots. One address takes all HL7 v2 messages of a hospital, and passes each to the Bot for its type. */
import { type BotEvent, ContentType, Hl7Message, type MedplumClient } from '@medplum/core'

const BOTS = 'https://hillside.example/bots'
const BY_TYPE: Readonly<Record<string, string>> = { ORU: 'lab-results', ADT: 'admissions' }

export async function handler(client: MedplumClient, event: BotEvent<Hl7Message>): Promise<Hl7Message> {
  const message = event.input
  const name = BY_TYPE[message.header.getComponent(9, 1)]
  if (name === undefined) return message.buildAck({ ackCode: 'AR' })
  const answer: unknown = await client.executeBot({ system: BOTS, value: name }, message.toString(), ContentType.HL7_V2)
  // The other Bot's acknowledgement, with its place if something was wrong.
  return Hl7Message.parse(String(answer))
}
