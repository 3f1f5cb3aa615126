import { outcome } from '#answers'
import { audited, eventOf, permitFor } from './authorized.ts'
import type { Asked, FhirAnswer } from './dependencies.ts'
import { currentInReach } from './write.ts'

/** `Bot/id/$execute`: decided like a read of the Bot; Bots do not run yet, and nothing else ever does. */
export function execute(asked: Asked, type: string, id: string): Promise<FhirAnswer> {
  return audited(asked, 'fhir.operation', `${type}/${id}`, undefined, async () => {
    const { narrowing } = permitFor(asked, 'execute', type)
    const bot = await currentInReach(asked.deps.db, asked, 'Bot', id, narrowing)
    await asked.deps.audit.committed(
      eventOf(asked, 'fhir.operation', {
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
