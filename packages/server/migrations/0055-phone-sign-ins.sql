-- Numbers by which people without an e-mail address sign in: an administrator's invitation proved them.
create table sign_in_numbers (
  user_id uuid primary key references users on delete cascade,
  project uuid not null,
  number_hash text not null,              -- keyed
  key_version text not null,
  sealed_number text not null,            -- with the context `sign-in-number:<user_id>`
  proven_at timestamptz not null,         -- by the newest invitation, or by the newest sign-in
  unique (project, number_hash)
);

alter table mailed_sign_ins add column channel text not null default 'email' check (channel in ('email', 'sms'));
