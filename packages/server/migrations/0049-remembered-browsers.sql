-- Browsers in which a person is not asked for their second factor for a while, each in one project.
create table remembered_browsers (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  project uuid not null,
  browser_hash text not null,
  browser text,                           -- what it called itself, by names from a closed list
  system text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  unique (user_id, project, browser_hash)
);
create index remembered_browsers_by_expiry on remembered_browsers (expires_at);

-- Any change of a person's credentials ends them, whichever way it comes: no code can forget to.
create function forget_browsers_of_user() returns trigger language plpgsql as $$
begin
  delete from remembered_browsers where user_id = coalesce(new.user_id, old.user_id);
  return null;
end
$$;
create function forget_own_browsers() returns trigger language plpgsql as $$
begin
  delete from remembered_browsers where user_id = new.id;
  return null;
end
$$;
create trigger factors_forget_browsers_added after insert on factors
  for each row when (new.confirmed_at is not null) execute function forget_browsers_of_user();
create trigger factors_forget_browsers_confirmed after update of confirmed_at on factors
  for each row execute function forget_browsers_of_user();
create trigger factors_forget_browsers_removed after delete on factors
  for each row when (old.confirmed_at is not null) execute function forget_browsers_of_user();
create trigger passkeys_forget_browsers after insert or delete on passkeys
  for each row execute function forget_browsers_of_user();
create trigger recovery_keys_forget_browsers after insert or delete or update of made_at on recovery_keys
  for each row execute function forget_browsers_of_user();
create trigger users_forget_browsers after update of password_changed_at, email, active on users
  for each row execute function forget_own_browsers();
