import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete'

/** What `client` has in a Bot: as the guide to Bots lists it. A test holds the list against the guide. */
const CLIENT: Readonly<Record<string, string>> = {
  readResource: '(type, id) → resource',
  readReference: '(reference) → resource',
  readCanonical: '(type, url) → resource',
  readHistory: '(type, id) → Bundle',
  readVersion: '(type, id, versionId) → resource',
  search: '(type, query) → Bundle',
  searchOne: '(type, query) → resource?',
  searchResources: '(type, query) → resource[]',
  searchResourcePages: '(type, query) → pages',
  createResource: '(resource) → resource',
  createResourceIfNoneExist: '(resource, query) → resource',
  updateResource: '(resource) → resource',
  upsertResource: '(resource, query) → resource',
  patchResource: '(type, id, operations) → resource',
  deleteResource: '(type, id)',
  executeBatch: '(bundle) → Bundle',
  executeBot: '(id, input, contentType) → answer',
  createBinary: '({ data, filename, contentType }) → Binary',
  createAttachment: '({ data, filename, contentType }) → Attachment',
  createMedia: '({ data, filename, contentType }) → Media',
  createDocumentReference: '({ data, filename, contentType }) → DocumentReference',
  createComment: '(resource, text) → Communication',
  download: '(url) → Blob',
  fhirUrl: '(...path) → URL',
  fhirSearchUrl: '(type, query) → URL',
  get: '(path) → body',
  post: '(path, body) → body',
  put: '(path, body) → body',
  patch: '(path, operations) → body',
  delete: '(path) → body',
}

/** What `event` has. */
const EVENT: Readonly<Record<string, string>> = {
  input: 'what was sent',
  contentType: 'string',
  headers: 'without credentials',
  bot: 'Reference<Bot>',
  requester: 'who called',
  secrets: "the project's secrets that the Bot names",
  traceId: 'the same if it runs again',
}

const asOptions = (members: Readonly<Record<string, string>>, type: string): readonly Completion[] =>
  Object.entries(members).map(([label, detail]) => ({ label, detail, type }))

const OPTIONS: Readonly<Record<string, readonly Completion[]>> = {
  client: asOptions(CLIENT, 'method'),
  event: asOptions(EVENT, 'property'),
}

export const clientMembers = Object.keys(CLIENT)
export const eventMembers = Object.keys(EVENT)

/** Offers the members of `client` and `event` after their dot. */
export function completeBot(context: CompletionContext): CompletionResult | null {
  const typed = context.matchBefore(/\b(client|event)\??\.\w*/)
  if (typed === null) return null
  const [name = '', member = ''] = typed.text.replace('?', '').split('.')
  return { from: typed.to - member.length, options: [...(OPTIONS[name] ?? [])], validFor: /^\w*$/ }
}

/** What a new Bot begins with. */
export const STARTER = `import type { BotEvent, MedplumClient } from '@medplum/core'

/** Answers what it was sent, and who sent it. */
export async function handler(client: MedplumClient, event: BotEvent): Promise<unknown> {
  console.log('called by', event.requester?.reference)
  return { input: event.input }
}
`

export const STARTER_FILE = 'bot.ts'
