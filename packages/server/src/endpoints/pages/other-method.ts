import type { MethodRefusal } from '#domain/email-domains'
import type { Topic } from './page.ts'
import type { Words } from './words.ts'

/** What people are told where they may not sign in this way, beside the field of a form. */
export function otherMethodText(say: Words, { why }: MethodRefusal): string {
  return say.text(`method.${why}.text`)
}

/** The same as a page of its own. */
export function otherMethodTopic({ why }: MethodRefusal): Topic {
  return `method.${why}`
}
