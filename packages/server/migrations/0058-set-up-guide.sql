-- The set-up link leads its administrator through a guide. Stores that were set up before have none.
alter table installation add column guide_ended_at timestamptz;  -- when it made the first project; null while it is open
alter table installation add column first_client uuid;           -- the app that it made in that project

update installation set guide_ended_at = set_up_at
where set_up_at is not null and not exists (
  select 1 from one_time_links l join users u on u.id = l.user_id
  where l.kind = 'set-up' and u.password_hash is null
);
