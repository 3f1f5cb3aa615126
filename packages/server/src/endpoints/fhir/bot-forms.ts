import { headersForBot } from './bot-headers.ts'
import { readBotInput } from './bot-input.ts'
import { botAnswer } from './bot-output.ts'
import { botError } from './bot-refused.ts'

/** How a Bot is called by HTTP, and how it answers, also where the call comes to another address than the API's. */
export const botForms = {
  readInput: readBotInput,
  headersFor: headersForBot,
  answer: botAnswer,
  error: botError,
} as const
