import { accepted, type Result, refused } from '@damson/fhir'
import type { SourceFiles } from '#base/bundler'

/** What somebody sends to be deployed: files, and the one of them that exports the handler. */
export interface Submitted {
  readonly files: SourceFiles
  readonly entry: string
}

export type SubmittedRefusal =
  | { readonly why: 'no_code' }
  | { readonly why: 'invalid_name'; readonly name: string }
  | { readonly why: 'too_many_files' }
  | { readonly why: 'file_twice'; readonly name: string }

const MOST_FILES = 200
const DEFAULT_ENTRY = 'index.ts'
/** Folders and names as in any project, and none that leads upwards or out. */
const NAME = /^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[\w@.+-]{1,100}(?:\/[\w@.+-]{1,100}){0,9}$/

/** Reads what `$deploy` gets: `code` is the file `filename`, and `files` are others that it imports. */
export function readSubmitted(
  code: string,
  filename: string = DEFAULT_ENTRY,
  others: SourceFiles = {},
): Result<Submitted, SubmittedRefusal> {
  if (code.trim() === '') return refused({ why: 'no_code' })
  const names = Object.keys(others)
  if (names.length >= MOST_FILES) return refused({ why: 'too_many_files' })
  const invalid = [filename, ...names].find((name) => !NAME.test(name))
  if (invalid !== undefined) return refused({ why: 'invalid_name', name: invalid })
  if (Object.hasOwn(others, filename)) return refused({ why: 'file_twice', name: filename })
  return accepted({ files: { ...others, [filename]: code }, entry: filename })
}
