import ts from 'typescript'
import { makeDeclarations } from '../../declarations/make.ts'
import { type Checker, createChecker } from '../../src/views/bots/types/checker.ts'

/** Made once: that takes a second. */
export const declarations = makeDeclarations()

/** TypeScript as in the editor's worker, over these files. */
export function checkerOf(files: Readonly<Record<string, string>>): Checker {
  const checker = createChecker(ts, declarations)
  checker.change(files)
  return checker
}
