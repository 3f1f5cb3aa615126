import { accepted, type Bot, refused } from '@damson/fhir'
import { type Gate, invalid } from '#domain/resources'
import { deactivateBot } from './bots.store.ts'
import { lockVersions } from './versions.ts'

/** Where the wire has a Bot's code. Here nobody brings any past `$deploy`, nor a Binary that claims to be the source. */
const CODE = ['code', 'sourceCode', 'executableCode'] as const

/** Code comes by `$deploy` alone, and a Bot that is deleted has none. */
export const codeGate: Gate = async (tx, { project, id, before, after }) => {
  const [earlier, bot] = [before as Bot | undefined, after as Bot | undefined]
  const brought = CODE.find(
    (name) => bot?.[name] !== undefined && JSON.stringify(bot[name]) !== JSON.stringify(earlier?.[name]),
  )
  if (brought !== undefined)
    return refused(
      invalid(
        'code_by_deploy',
        'The code of a Bot is not written into it: send it to Bot/id/$deploy, as {"code": …, "filename": …}.',
        `Bot.${brought}`,
      ),
    )
  if (bot === undefined) {
    // Whoever deploys at this moment finds it deleted, or is done before.
    await lockVersions(tx, { project, botId: id })
    await deactivateBot.run(tx, project, id)
  }
  return accepted([])
}
