import { sql, statement } from '#base/db'

/**
 * Terms that PostgreSQL's statistics know to be in many rows, each with its number of rows, and the total number of rows.
 */
export const selectFrequentTerms = statement<
  [least: number],
  { all: number; terms: readonly string[]; rows: readonly string[] }
>(
  'resources.frequent-terms',
  (least) => sql`
    select c.reltuples::float8 as all,
      coalesce(array_agg(f.term::text) filter (where f.term is not null), '{}') as terms,
      coalesce(array_agg(round(f.part * c.reltuples)::text) filter (where f.term is not null), '{}') as rows
    from pg_class c
    left join pg_stats s
      on s.schemaname = c.relnamespace::regnamespace::text and s.tablename = c.relname and s.attname = 'terms'
    left join lateral unnest(s.most_common_elems::text::bigint[], s.most_common_elem_freqs) as f(term, part)
      on f.part * c.reltuples >= ${least}
    where c.oid = 'resources'::regclass
    group by c.reltuples`,
)
