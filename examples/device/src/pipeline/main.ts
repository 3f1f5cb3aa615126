/** `npm run pipeline`: what a CI/CD job runs once a questionnaire was changed and reviewed. */
import { readFile } from 'node:fs/promises'
import { isDeepStrictEqual, parseArgs } from 'node:util'
import { DamsonClient, DamsonError, OAuthError, OperationOutcomeError, type Questionnaire } from '@damson/sdk'
import { checkedUrl, clientId, readSecret, UsageError } from '../host/settings.ts'

const HELP = `Publishes a questionnaire to a Damson server, if it is not there as it is.

  CLIENT_ID=… CLIENT_SECRET=… npm run pipeline -- [--base-url URL] [FILE]

  --base-url      the server (http://localhost:8103/)
  --secret-stdin  reads the secret from the standard input
  FILE            (questionnaires/intake.json)

Exit codes: 0 published, or there already; 1 fault, or the server cannot be reached: run it again; 2 wrong usage or
file; 3 the server refuses the id or the secret; 4 the server refuses the questionnaire.`

type Published = Questionnaire & { readonly url: string }

async function main(): Promise<number> {
  const { values, positionals } = readWords()
  if (values.help === true) {
    console.log(HELP)
    return 0
  }
  const questionnaire = await readQuestionnaire(positionals[0] ?? 'questionnaires/intake.json')
  const client = new DamsonClient({ baseUrl: checkedUrl(values['base-url']) })
  await client.startClientLogin(clientId(), await readSecret(values['secret-stdin'] === true))
  try {
    console.log(await publish(client, questionnaire))
  } finally {
    // The job is over, and so is its token.
    await client.signOut().catch((error: unknown) => console.error('Not signed out:', error))
  }
  return 0
}

async function publish(client: DamsonClient, questionnaire: Published): Promise<string> {
  const { url, version = 'without a version' } = questionnaire
  const query = new URLSearchParams({ url })
  const stored = await client.searchOne('Questionnaire', query)
  const { id: _, meta: __, ...content } = stored ?? { resourceType: 'Questionnaire' }
  if (isDeepStrictEqual(content, questionnaire)) return `There already: ${url}, ${version}.`
  await client.upsertResource<Questionnaire>(questionnaire, query)
  return `Published: ${url}, ${version}.`
}

function readWords(): {
  values: { help?: boolean; 'base-url': string; 'secret-stdin'?: boolean }
  positionals: string[]
} {
  try {
    const options = {
      help: { type: 'boolean', short: 'h' },
      'base-url': { type: 'string', default: 'http://localhost:8103/' },
      'secret-stdin': { type: 'boolean' },
    } as const
    return parseArgs({ options, allowPositionals: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

async function readQuestionnaire(path: string): Promise<Published> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new UsageError(`${path} cannot be read.`)
  })
  const content = parsed(path, text)
  const isOne = typeof content === 'object' && content !== null && 'resourceType' in content && 'url' in content
  if (!isOne || content.resourceType !== 'Questionnaire' || typeof content.url !== 'string')
    throw new UsageError(`${path} is no Questionnaire with a url: by its url it is found again.`)
  return content as Published
}

function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new UsageError(`${path} is no JSON.`)
  }
}

process.exitCode = await main().catch((error: unknown) => {
  if (error instanceof UsageError) {
    console.error(`${error.message}\n\n${HELP}`)
    return 2
  }
  console.error(error instanceof DamsonError ? error.message : error)
  if (error instanceof OAuthError) return 3
  return error instanceof OperationOutcomeError && error.status < 500 && error.status !== 429 ? 4 : 1
})
