import type { ComponentType } from 'react'
import type { Texts } from '#language'
import type { Me } from '#session'
import type { ActionName } from './actions.ts'
import type { FrameKey } from './texts.ts'

/** The groups of the rail, in their order. */
export const GROUPS = ['home', 'who', 'may', 'happened', 'looks', 'operator'] as const
export type Group = (typeof GROUPS)[number]

/** One view: what its address is, who is offered it, and where its code and texts are. */
export interface View {
  /** Below the console's base, in the router's form: `people`, `people/$id`. */
  readonly path: string
  readonly load: () => Promise<{ readonly default: ComponentType }>
  readonly texts: readonly Texts[]
  /** What the view is for. Whoever is not offered it gets a sentence in its place. */
  readonly action?: ActionName
  /** Its place in the rail and the palette. Views of one thing have none: one gets there from its list. */
  readonly place?: {
    readonly group: Group
    readonly title: FrameKey
    /**
     * Of a view for no action: the administrators' roles that are offered it, beside owners, since the API answers them
     * there.
     */
    readonly roles?: readonly Exclude<Me['role'], 'owner' | undefined>[]
  }
}

export const defineViews = (...views: readonly View[]): readonly View[] => views
