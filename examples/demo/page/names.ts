import { type ClientApplication, type DamsonClient, formatHumanName } from '@damson/sdk'
import { short } from './words.ts'

export type Pattern = 'person' | 'server' | 'device'

/** Whom a reference names, and by which pattern they sign in. */
export interface Named {
  readonly name: string
  readonly pattern: Pattern
}

export interface Names {
  /** What is known now; what is not is asked for, and told of when it is there. */
  of(reference: string): Named
}

export function createNames(client: DamsonClient, changed: () => void): Names {
  const known = new Map<string, Named>()
  const ask = async (reference: string): Promise<void> => {
    try {
      const resource = await client.readReference({ reference })
      if (resource.resourceType === 'ClientApplication') known.set(reference, namedClient(resource))
      else if ('name' in resource && Array.isArray(resource.name))
        known.set(reference, { name: formatHumanName(resource.name[0]) || short(reference), pattern: 'person' })
      changed()
    } catch {
      // It is gone, or the server is: it keeps its number for a name.
    }
  }
  return {
    of(reference) {
      const found = known.get(reference)
      if (found !== undefined) return found
      const pattern = reference.startsWith('ClientApplication/') ? 'server' : 'person'
      const unnamed = { name: short(reference), pattern } as const
      known.set(reference, unnamed)
      void ask(reference)
      return unnamed
    },
  }
}

function namedClient({ id = '', name, kind }: ClientApplication): Named {
  return { name: name ?? short(`ClientApplication/${id}`), pattern: kind === 'device' ? 'device' : 'server' }
}
