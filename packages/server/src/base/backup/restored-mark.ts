/**
 * Marks a store as restored. The program checks the mark when it starts: everything revoked, spent or erased after the
 * backup is back, and an operator must have considered that. A store without the table could not start.
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
