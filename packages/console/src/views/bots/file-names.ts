import type { Files } from './parameters.ts'

/** The code of a Bot: its files, and the one of them that has the handler. */
export interface Program {
  readonly files: Files
  readonly entry: string
}

export type NameProblem = 'malformed' | 'taken'

/** As many as the server takes. */
export const MOST_FILES = 200
/** As the server checks it: folders and names as in any project, and none that leads upwards or out. */
const NAME = /^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[\w@.+-]{1,100}(?:\/[\w@.+-]{1,100}){0,9}$/

/** What is wrong with the name of a file that is added, or renamed from `own`; undefined if nothing is. */
export function nameProblem(name: string, files: Files, own?: string): NameProblem | undefined {
  if (!NAME.test(name)) return 'malformed'
  return name !== own && Object.hasOwn(files, name) ? 'taken' : undefined
}

export const withFile = ({ files, entry }: Program, name: string): Program => ({
  files: { ...files, [name]: '' },
  entry,
})

export function withoutFile({ files, entry }: Program, name: string): Program {
  return { files: Object.fromEntries(Object.entries(files).filter(([one]) => one !== name)), entry }
}

/** The file keeps its text, and stays the one with the handler if it is. */
export function renamedFile({ files, entry }: Program, name: string, next: string): Program {
  return {
    files: Object.fromEntries(Object.entries(files).map(([one, text]) => [one === name ? next : one, text])),
    entry: entry === name ? next : entry,
  }
}
