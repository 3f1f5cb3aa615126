import { outcome } from '#answers'
import { audited, eventOf, permitFor } from './authorized.ts'
import type { FhirAnswer, FhirContext } from './dependencies.ts'
import { currentInReach } from './write.ts'

/** `Bot/id/$execute`: authorised like a read of the Bot. Bots do not run yet. */
export function execute(context: FhirContext, type: string, id: string): Promise<FhirAnswer> {
  return audited(context, 'fhir.operation', `${type}/${id}`, undefined, async () => {
    const { narrowing } = permitFor(context, 'execute', type)
    const bot = await currentInReach(context.deps.db, context, 'Bot', id, narrowing)
    await context.deps.audit.committed(
      eventOf(context, 'fhir.operation', {
        entity: `Bot/${bot.id}`,
        version: bot.version,
        outcome: 8,
        reason: 'bots_not_available',
      }),
    )
    throw outcome(501, 'not-supported', 'You may execute this Bot, but this version does not run Bots yet.', {
      reason: 'bots_not_available',
    })
  })
}
