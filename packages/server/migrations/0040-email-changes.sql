-- Changes of people's e-mail addresses. A code to the new address confirms one, and a link to the old address undoes it.
create table email_changes (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  old_email text,                       -- null: the account had none
  new_email text not null,
  asked_by text,                        -- the profile of the administrator who asked; null: the person
  telecom_project uuid,                 -- the project whose profiles of the person get the new address too
  created_at timestamptz not null,
  expires_at timestamptz not null,      -- until then it can be confirmed
  confirmed_at timestamptz,
  undo_hash text,                       -- keyed; of the secret in the link to the old address
  undo_key_version text,
  undo_until timestamptz,
  undone_at timestamptz
);
create index email_changes_by_user on email_changes (user_id, created_at);
create index email_changes_by_age on email_changes (created_at);

-- Since when an account is off because its owner undid a change of address. A new password turns it on again.
alter table users add column frozen_at timestamptz;
