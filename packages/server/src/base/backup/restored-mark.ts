/**
 * Marks a store as restored. The program looks at the mark when it starts: what was revoked, spent or erased after the
 * backup was made is back, and an operator must have thought of that. A store without the table could not start.
 */
export const markRestored = `
  do $mark$
  begin
    if to_regclass('public.installation') is not null then
      update public.installation set restored_at = now(), restore_accepted_at = null;
    end if;
  end
  $mark$;
`
