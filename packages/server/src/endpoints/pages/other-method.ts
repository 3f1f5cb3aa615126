import type { MethodRefusal } from '#domain/email-domains'
import type { Topic } from './page.ts'
import type { Words } from './words.ts'

/** The text at a form field for people who must use another way to sign in. */
export function otherMethodText(say: Words, { why }: MethodRefusal): string {
  return say.text(`method.${why}.text`)
}

/** The same text as a page. */
export function otherMethodTopic({ why }: MethodRefusal): Topic {
  return `method.${why}`
}
