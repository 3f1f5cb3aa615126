import { useQuery, useSetQuery } from '#frame'
import type { Filters } from './search.ts'

export interface FiltersInAddress {
  readonly filters: Filters
  readonly set: Readonly<Record<keyof Filters, (value: string) => void>>
  readonly isFiltered: boolean
}

export function useFilters(): FiltersInAddress {
  const [person, setPerson] = useQuery('person')
  const [patient, setPatient] = useQuery('patient')
  const [app, setApp] = useQuery('app')
  const [kind, setKind] = useQuery('kind')
  const [outcome, setOutcome] = useQuery('outcome')
  const [from, setFrom] = useQuery('from')
  const [until, setUntil] = useQuery('until')
  const [hour, setHour] = useQuery('hour')
  const setQuery = useSetQuery()
  const filters = { person, patient, app, kind, outcome, from, until, hour }
  const set = {
    person: setPerson,
    patient: setPatient,
    app: setApp,
    kind: setKind,
    outcome: setOutcome,
    // An hour of days that are no longer chosen would leave nothing, and no field shows it.
    from: (day: string) => (hour === '' ? setFrom(day) : setQuery({ from: day, hour: '' })),
    until: (day: string) => (hour === '' ? setUntil(day) : setQuery({ until: day, hour: '' })),
    hour: setHour,
  }
  return { filters, set, isFiltered: Object.values(filters).some((value) => value !== '') }
}
