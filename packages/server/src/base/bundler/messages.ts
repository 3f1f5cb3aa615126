/** The files of a Bot as they were submitted, by their names. */
export type SourceFiles = Readonly<Record<string, string>>

/** What the process is given on its standard input, as one JSON text. */
export interface BundlerQuestion {
  readonly files: SourceFiles
  readonly entry: string
  /** The modules that the Bot gets where it runs. */
  readonly builtIns: readonly string[]
  /** Modules of types alone: there is nothing in them when the Bot runs. */
  readonly typesOnly: readonly string[]
}

/** What is wrong with a file, and where. Lines and columns count from 1. */
export interface BundleProblem {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly text: string
}

/** One file of CommonJS that exports `handler`, with its source map. */
export interface Bundle {
  readonly code: string
  readonly map: string
}
