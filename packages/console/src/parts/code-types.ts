/** What is known of the code at a place, in English. */
export interface Explained {
  readonly from: number
  readonly to: number
  /** As code. */
  readonly type: string
  readonly text: string
}

/** What is wrong with the code at a place, in English. */
export interface Doubt {
  readonly from: number
  readonly to: number
  readonly text: string
}

/** What can stand at a place. */
export interface Offers {
  readonly from: number
  readonly to: number
  readonly offers: readonly Offer[]
}

export interface Offer {
  readonly name: string
  /** As TypeScript names kinds. */
  readonly kind: string
  /** As TypeScript sorts them: what is near comes first. */
  readonly sort: string
  /** What is put in, where it is not the name alone, and from where on. */
  readonly insert?: { readonly text: string; readonly from: number }
}

/** What a checker of types says of the code as it is typed. It answers later, or not at all. */
export interface CodeTypes {
  doubts(code: string): Promise<readonly Doubt[]>
  explain(code: string, at: number): Promise<Explained | undefined>
  offers(code: string, at: number): Promise<Offers | undefined>
  /** What one of the offers is. */
  about(code: string, at: number, name: string): Promise<Explained | undefined>
}
