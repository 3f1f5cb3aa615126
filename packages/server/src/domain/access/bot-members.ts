import type { Bot } from '@damson/fhir'
import type { Change, WriteRefusal } from '#domain/resources'
import { forbidden } from './assigning.ts'
import type { Grantee } from './grantee.ts'
import { isNamed } from './roles.ts'

/** Such a Bot acts as whoever runs it, so its code has the rights of every member, owners included. */
export function runsAsOthersProblem(grantee: Grantee, { before, after }: Change): WriteRefusal | undefined {
  const runsAsOthers = (bot: Bot | undefined): boolean => bot?.runAsUser === true || bot?.system === true
  if (!isNamed(grantee.role) || ![before, after].some((one) => runsAsOthers(one as Bot | undefined))) return undefined
  const text = 'A Bot with runAsUser or system acts with the rights of others: ask an owner of the project.'
  return forbidden(text, 'Bot.runAsUser')
}

/** The code of a Bot can do anything with a secret, so whoever deploys the Bot has it: owners alone give it one. */
export function secretProblem(grantee: Grantee, { before, after }: Change): WriteRefusal | undefined {
  const [earlier, bot] = [before as Bot | undefined, after as Bot | undefined]
  const isAdded = bot?.secretName?.some((name) => earlier?.secretName?.includes(name) !== true) === true
  const text = 'Only an owner of the project gives a Bot its secrets: ask one to name it in secretName.'
  return isAdded && grantee.role !== 'owner' ? forbidden(text, 'Bot.secretName') : undefined
}
