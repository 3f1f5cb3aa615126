import type { Interaction } from '@damson/access'

/** The decisions that a request asked for, in their order. Noted only where the caller wants them explained. */
export interface Explaining {
  readonly asked: readonly Decided[]
  note(decided: Decided): void
}

interface Decided {
  readonly interaction: Interaction
  readonly resourceType: string
}

/** @param header  Of `X-Explain`. */
export function explainingOf(header: unknown): Explaining | undefined {
  if (header !== '1') return undefined
  const asked: Decided[] = []
  return { asked, note: (decided) => void asked.push(decided) }
}
