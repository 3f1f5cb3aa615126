import { request } from '#api'
import { useMe } from '#frame'
import { useFormat, useTexts } from '#language'
import { type Changing, type Instead, useChanging, type Version } from '#parts'
import { botsTexts } from './texts.ts'

/** A secret of the project as the server lists it: never its value. */
interface ListedSecret {
  readonly name: string
  readonly setAt: string
  readonly setBy: { readonly display?: string }
}

export interface ListedSecrets {
  readonly secrets: readonly ListedSecret[]
}

export const secretsPath = (project: string): string => `admin/projects/${project}/secrets`

export interface SecretChange {
  readonly name: string
  /** Undefined: the secret goes. */
  readonly value: string | undefined
  /** The list that the person saw when they began. */
  readonly begun: Version<ListedSecrets>
}

interface ChangingSecret extends Pick<Changing, 'isBusy' | 'error' | 'dialog' | 'clear'> {
  /** Undefined when it was not changed. */
  send(change: SecretChange): Promise<object | undefined>
}

/**
 * Changes one secret of the project, in a list that is sent whole. What somebody else did meanwhile with other secrets is kept;
 * what they did with this one is told, since nobody can read a value to compare it.
 */
export function useSecretChange(onTheirs?: () => void): ChangingSecret {
  const t = useTexts(botsTexts)
  const format = useFormat()
  const path = secretsPath(useMe().project.id)
  const { meet, ...changing } = useChanging(onTheirs)
  const says = ({ name, value }: SecretChange, theirs: unknown): Instead => {
    const { setAt, setBy } = (theirs ?? {}) as Partial<ListedSecret>
    const texts = { name, who: setBy?.display ?? t('secrets.met.somebody'), at: setAt ? format.time(setAt) : '' }
    const what = setAt === undefined ? 'removed' : value === undefined ? 'kept' : 'set'
    return {
      text: t(`secrets.met.${what}`, texts),
      takeTheirs: t('secrets.met.leave'),
      keepMine: t(value === undefined ? 'secrets.met.remove' : 'secrets.met.replace'),
    }
  }
  const send = (change: SecretChange): Promise<object | undefined> => {
    const { name, value, begun } = change
    let list = begun.body
    return meet({
      mine: undefined,
      begun: entryOf(name, list),
      ifMatch: begun.etag,
      send: (ifMatch) => request(path, { method: 'POST', body: withSecret(list, name, value), ifMatch }),
      theirs: async () => {
        const { body, etag } = await request<ListedSecrets>(path)
        list = body
        const isGone = value === undefined && entryOf(name, list) === null
        // Somebody else has removed it, too.
        return { body: entryOf(name, isGone ? begun.body : list), etag }
      },
      says: (theirs) => says(change, theirs),
    })
  }
  return { ...changing, send }
}

/** A secret in the list: another value is another time. Null: it is not there. */
const entryOf = (name: string, { secrets }: ListedSecrets): ListedSecret | null =>
  secrets.find((one) => one.name === name) ?? null

/** The list with one secret set, or without it. The others keep their values. */
function withSecret({ secrets }: ListedSecrets, name: string, value: string | undefined): readonly object[] {
  const others = secrets.filter((one) => one.name !== name).map((one) => ({ name: one.name }))
  return value === undefined ? others : [...others, { name, valueString: value }]
}
