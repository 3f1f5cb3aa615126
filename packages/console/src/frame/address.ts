import { useNavigate, useParams, useRouter, useSearch } from '@tanstack/react-router'

/** A part of the view's address, such as the id in `people/$id`. */
export function useParam(name: string): string {
  const parts: Readonly<Record<string, string | undefined>> = useParams({ strict: false })
  const value = parts[name]
  if (value === undefined) throw new Error(`The address of this view has no part "${name}".`)
  return value
}

/**
 * A value that stands in the query of the address, so that the view can be sent: a filter, a chosen tab. Empty is not
 * written.
 */
export function useQuery(name: string, otherwise = ''): readonly [value: string, set: (value: string) => void] {
  const query: Readonly<Record<string, unknown>> = useSearch({ strict: false })
  const navigate = useNavigate()
  const value = query[name]
  const set = (next: string): void => {
    const search = (last: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => ({
      ...last,
      [name]: next === '' || next === otherwise ? undefined : next,
    })
    void navigate({ to: '.', search, replace: true })
  }
  return [typeof value === 'string' ? value : otherwise, set]
}

/** Sets several such values at once, as a step that the browser goes back from. */
export function useSetQuery(): (values: Readonly<Record<string, string>>) => void {
  const navigate = useNavigate()
  return (values) => {
    const set = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, value === '' ? undefined : value]),
    )
    void navigate({ to: '.', search: (last: Readonly<Record<string, unknown>>) => ({ ...last, ...set }) })
  }
}

type Go = (to: string, search?: Readonly<Record<string, string>>) => void

/** Goes to another view: a path below the console, without a slash in front. Asks where something typed would be lost. */
export function useGo(): Go {
  const router = useRouter()
  return (to, search = {}) => void router.navigate({ to: `/${to}`, search })
}

/** The same after an act that leaves nothing here to go on with, such as a deletion: nothing is asked. */
export function useGoOn(): Go {
  const router = useRouter()
  return (to, search = {}) => void router.navigate({ to: `/${to}`, search, ignoreBlocker: true })
}
