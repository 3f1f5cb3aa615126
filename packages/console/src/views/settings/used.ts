/** The answer of `Project/:id/$rate-limits`. */
export interface LimitsAnswer {
  readonly parameter?: readonly { readonly part?: readonly Part[] }[]
}

interface Part {
  readonly name: string
  readonly valueString?: string
  readonly valueInteger?: number
  readonly valueReference?: { readonly reference?: string }
}

/** How much of a limit is used. `of`: whose limit it is; `me` for that of the person who asks. */
export interface UsedLimit {
  readonly name: string
  readonly of: string
  readonly used: number
  readonly limit: number
  /** When the use is counted anew. */
  readonly seconds: number
}

export function limitsIn({ parameter = [] }: LimitsAnswer, project: string): readonly UsedLimit[] {
  return parameter.map(({ part = [] }) => {
    const of = (wanted: string): Part | undefined => part.find(({ name }) => name === wanted)
    const number = (wanted: string): number => of(wanted)?.valueInteger ?? 0
    const name = of('name')?.valueString ?? ''
    const client = of('client')?.valueReference?.reference
    return {
      name,
      of: client ?? (name.endsWith('OfProject') ? project : 'me'),
      used: Math.max(0, number('limit') - number('remaining')),
      limit: number('limit'),
      seconds: number('resetSeconds'),
    }
  })
}
