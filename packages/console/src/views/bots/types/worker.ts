import ts from 'typescript'
import { type Checker, createChecker } from './checker.ts'
import type { FromWorker, Question, ToWorker } from './messages.ts'

// The worker has no network: its answer's own Content-Security-Policy lets it load nothing. So it is given what it reads.

/** The part of a worker's global that is used; the types of the page's are others. */
interface Scope {
  addEventListener(type: 'message', hear: (event: { readonly data: ToWorker }) => void): void
  postMessage(message: FromWorker, transferred: readonly []): void
}
const scope = globalThis as unknown as Scope

let checker: Checker | undefined

function answer(own: Checker, question: Question): unknown {
  switch (question.kind) {
    case 'doubts':
      return own.doubts(question)
    case 'explain':
      return own.explain(question)
    case 'offers':
      return own.offers(question)
    case 'about':
      return own.about(question)
  }
}

/** What TypeScript cannot read is no reason to end: it has no answer. */
function tried(own: Checker, question: Question): unknown {
  try {
    return answer(own, question)
  } catch {
    return undefined
  }
}

scope.addEventListener('message', ({ data }) => {
  if ('declarations' in data) {
    checker = createChecker(ts, data.declarations)
    scope.postMessage({ isReady: true }, [])
  } else if (checker !== undefined) {
    checker.change(data.changed)
    scope.postMessage({ id: data.id, answer: tried(checker, data.question) }, [])
  }
})
