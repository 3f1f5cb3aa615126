import type { Doubt, Explained, Offers } from '#parts'

/** Declarations that TypeScript reads beside the code, by the names of their files. */
export type Declarations = Readonly<Record<string, string>>

/** A place in a file of the Bot. */
export interface Place {
  readonly file: string
  readonly at: number
}

/** What can be asked, by name: what it takes, and what it answers. */
export interface Questions {
  readonly doubts: (asked: { readonly file: string }) => readonly Doubt[]
  readonly explain: (asked: Place) => Explained | undefined
  readonly offers: (asked: Place) => Offers | undefined
  readonly about: (asked: Place & { readonly name: string }) => Explained | undefined
}

export type Question = {
  readonly [K in keyof Questions]: { readonly kind: K } & Parameters<Questions[K]>[0]
}[keyof Questions]
export type AnswerTo<K extends keyof Questions> = ReturnType<Questions[K]>

export type ToWorker =
  | { readonly declarations: Declarations }
  | {
      readonly id: number
      /** What has changed since the last question; undefined: the file is gone. */
      readonly changed: Readonly<Record<string, string | undefined>>
      readonly question: Question
    }

export type FromWorker = { readonly isReady: true } | { readonly id: number; readonly answer: unknown }
