-- An old factor that was used stops a recovery, also if it is removed before anybody looks.
alter table recoveries add column factor_used_at timestamptz, add column opened_in text;
comment on column recoveries.opened_in is 'the browser that opened the link, as sign-ins know it; null: it had no cookie of theirs';
comment on column recoveries.factor_used_at is 'when an old factor was used that was removed afterwards';

create function note_removed_use() returns trigger language plpgsql as $$
declare
  used timestamptz := (to_jsonb(old) ->> tg_argv[0])::timestamptz;
begin
  update recoveries r set factor_used_at = used
  where r.user_id = old.user_id and r.ended_at is null and used > r.started_at and used <> all(r.own_uses);
  return null;
end
$$;
create trigger factors_note_use after delete on factors
  for each row when (old.last_used_at is not null) execute function note_removed_use('last_used_at');
create trigger passkeys_note_use after delete on passkeys
  for each row when (old.last_used_at is not null) execute function note_removed_use('last_used_at');
create trigger recovery_codes_note_use after delete on recovery_codes
  for each row when (old.used_at is not null) execute function note_removed_use('used_at');
