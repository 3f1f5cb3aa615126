/**
 * Owns: making one file of the files of a Bot, by esbuild in a process of its own that ends with the build. Its resolver
 * knows the submitted files and the listed modules alone. Does not own: who may deploy, where the result is kept, how it
 * runs. Asked by: `domain/bots`.
 */
export { type BundleRefusal, type Bundler, createBundler } from './bundler.ts'
export type { Bundle, BundleProblem, SourceFiles } from './messages.ts'
