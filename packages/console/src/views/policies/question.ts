import type { Parameters } from '@damson/sdk'

/** What can be asked of `$explain`, in the order in which it is offered. */
export const ASKABLE = [
  'read',
  'search',
  'create',
  'update',
  'delete',
  'vread',
  'history',
  'history-type',
  'execute',
] as const

/** Who would do what with which resource. */
export interface Question {
  readonly interaction: string
  readonly type: string
  /** One resource; empty: any of the type. */
  readonly id: string
  /** A membership; empty: the person who asks. */
  readonly membership: string
  /** A client that acts for the membership. */
  readonly client: string
  readonly scope: string
  /** `Patient/…`: the record that the app was opened for, which scopes of `patient/` are about. */
  readonly patient: string
}

const at = ({ type, id }: Question): string =>
  `fhir/R4/${encodeURIComponent(type)}/${id === '' ? '' : `${encodeURIComponent(id)}/`}$explain`

/** The path of the question; undefined while it names no type. */
export function pathOf(question: Question): string | undefined {
  if (question.type === '') return undefined
  const { interaction, membership, client, scope, patient } = question
  const given = Object.entries({ interaction, membership, client, scope, patient }).filter(([, value]) => value !== '')
  return `${at(question)}?${new URLSearchParams(given).toString()}`
}

/** The same question with a policy that is not saved. */
export function tryOf(question: Question, draft: object): { readonly path: string; readonly body: Parameters } {
  const { interaction, membership, scope, patient } = question
  const given = Object.entries({ interaction, membership, scope, patient }).filter(([, value]) => value !== '')
  return {
    path: at(question),
    body: {
      resourceType: 'Parameters',
      parameter: [
        ...given.map(([name, valueString]) => ({ name, valueString })),
        { name: 'policy', resource: { resourceType: 'AccessPolicy', ...draft } },
      ],
    },
  }
}
