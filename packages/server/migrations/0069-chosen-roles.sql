-- Which of their roles a person chose for an app, in one browser and at one address of the server: it is not asked again.
create table chosen_roles (
  user_id uuid not null references users on delete cascade,
  browser_hash text not null,
  client_id uuid not null,
  issuer text not null,                   -- the project at whose address it was; empty at the server's own
  project uuid not null,
  membership_id uuid not null,
  chosen_at timestamptz not null,
  primary key (user_id, browser_hash, client_id, issuer)
);
create index chosen_roles_by_age on chosen_roles (chosen_at);
