import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const SERVER = join(import.meta.dirname, '../../server/src')
const ACCESS = join(import.meta.dirname, '../../access/src')

/** What answers the console, and the rules behind it. What programs and the pages of the sign-in are told is not here. */
const ANSWERING = ['endpoints/{admin,answers,approvals,fhir,traces}/**/*.ts', 'domain/**/*.ts']

/** What makes a refusal: a code stands among what it is given. */
const MAKES =
  /\b(outcome|badRequest|forbidden|conflict|notAdministrator|writeRefusal|invalid|invalidField|failed|refusal|OutcomeError|issuesRefused)\(/g
/** In what a refusal is given: a code of several words, or one that is said to be the code. */
const CODES = [/'([a-z][a-z0-9]*(?:_[a-z0-9]+)+)'/g, /\breason: '([a-z_]+)'/g]
/** A code of one word is the last of what these are given. */
const LAST = /,\s*'([a-z]+)',?\s*$/
/** What a rule found, which an endpoint hands on as the code: `conflict('…', why)`. */
const CASE = /case '([a-z_]+)':\s*return (?:badRequest|conflict|forbidden|notFound|outcome)\(((?:[^()]|\([^()]*\))*)\)/g
const HANDED_ON = /\b(?:\w+\.)?why\b/
/** A refusal as a value, with its text. */
const VALUE = /\bcode: '([a-z_]+)',\s*text:/g
const DENIED = /\bwhy: '([a-z_]+)'/g

/** Types of issues as FHIR names them stand where codes do. */
const ISSUE_TYPES = ['', 'informational', 'invalid', 'processing']

/** The codes that the sources of the server name as the reason of a refusal, where the console may meet them. */
export function codesOfServer(): ReadonlySet<string> {
  const codes = new Set<string>()
  const add = (text: string, pattern: RegExp): void => {
    for (const [, code = ''] of text.matchAll(pattern)) codes.add(code)
  }
  for (const text of sourcesIn(SERVER, ANSWERING)) {
    for (const { index, 0: call, 1: name } of text.matchAll(MAKES)) {
      const given = argumentsAt(text, index + call.length)
      for (const pattern of CODES) add(given, pattern)
      if (name === 'conflict' || name === 'forbidden') codes.add(LAST.exec(given)?.[1] ?? '')
    }
    for (const [, code = '', given = ''] of text.matchAll(CASE)) if (HANDED_ON.test(given)) codes.add(code)
    add(text, VALUE)
  }
  for (const text of sourcesIn(ACCESS, ['decision-table.ts', 'effective-access.ts'])) add(text, DENIED)
  // What `parsePolicy` and `parseAddressRules` find, as their gates hand it on.
  const named = (file: string, pattern: RegExp): readonly string[] =>
    sourcesIn(ACCESS, [file]).flatMap((text) => [...text.matchAll(pattern)].map(([, code = '']) => code))
  for (const code of named('policy.ts', /^ {2}\| '([a-z_]+)'/gm)) codes.add(`policy_${code}`)
  for (const code of named('address-rules.ts', /\brefuse\('([a-z_]+)'/g)) codes.add(`rule_${code}`)
  for (const type of ISSUE_TYPES) codes.delete(type)
  return codes
}

function sourcesIn(root: string, patterns: readonly string[]): readonly string[] {
  const files = patterns.flatMap((pattern) => globSync(pattern, { cwd: root }))
  return files.filter((file) => !file.endsWith('.test.ts')).map((file) => readFileSync(join(root, file), 'utf8'))
}

/** What stands between the parentheses that begin there; parentheses in texts and comments do not count. */
function argumentsAt(text: string, from: number): string {
  const parts = /(['"`])(?:\\[^]|(?!\1)[^\\])*\1|\/\/[^\n]*|[()]/g
  parts.lastIndex = from
  for (let depth = 1, part = parts.exec(text); part !== null; part = parts.exec(text)) {
    if (part[0] === '(') depth += 1
    if (part[0] === ')') depth -= 1
    if (depth === 0) return text.slice(from, part.index)
  }
  throw new Error(`A call has no end: ${text.slice(from, from + 80)}`)
}
