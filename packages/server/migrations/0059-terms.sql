-- What people accepted: the terms and the privacy notice of a project, by version. Append-only, and kept when the account
-- is deleted: the address opens only with the person's key.
create table terms_acceptances (
  project uuid not null,
  user_id uuid not null,                  -- without a foreign key: the record outlives the account
  version text not null,                  -- as the project called it
  accepted_at timestamptz not null,
  login_id uuid not null,                 -- the sign-in in which they accepted
  sealed_address text not null,           -- the network address, sealed with the key of `User/<user_id>` in the project
  primary key (user_id, project, version)
);

create function terms_are_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'what people accepted is append-only' using errcode = 'insufficient_privilege';
end
$$;
create trigger terms_acceptances_append_only before update or delete on terms_acceptances
  for each row execute function terms_are_append_only();
create trigger terms_acceptances_no_truncate before truncate on terms_acceptances
  for each statement execute function terms_are_append_only();
