-- Recoveries of accounts whose second factors are lost (NIST SP 800-63B-4 §4.2).
create table recoveries (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  project uuid not null,                  -- whose audit has its events; the system project if no single one has
  issuer_project uuid,                    -- the address of its pages; null: the server's own
  language text not null,                 -- of the e-mails about it
  started_by text not null check (started_by in ('person', 'administrator', 'host')),
  starter uuid,                           -- the account that started it
  started_at timestamptz not null,
  expires_at timestamptz not null,
  browser_hash text,                      -- the browser that opened the mailed link; null until one did
  number text,                            -- six digits on that browser's page, which the administrator is told
  proofs text[] not null,                 -- of: email, code, authenticator, administrator, host
  own_uses timestamptz[] not null default '{}', -- when an old factor was used for the recovery itself
  confirmed_by uuid,                      -- the administrator who checked who the person is
  identity_check text,                    -- how
  ready_at timestamptz,                   -- the end of the waiting time; null until the proofs suffice
  shortened_by uuid,                      -- the administrator who ended the waiting time
  told_ready_at timestamptz,
  ended_at timestamptz,
  ended_why text
);
create unique index recoveries_open on recoveries (user_id) where ended_at is null;
create index recoveries_by_start on recoveries (started_at);

-- Links that lead to a recovery: by e-mail, or in a file on the host.
create table recovery_links (
  id uuid primary key,
  user_id uuid not null,                  -- of nobody, for an address without an account
  purpose text not null check (purpose in ('email', 'host')),
  secret_hash text not null,
  key_version text not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  told_at timestamptz                     -- of a link on the host: when the administrators were told
);
create index recovery_links_by_expiry on recovery_links (expires_at);
create index recovery_links_untold on recovery_links (expires_at) where purpose = 'host' and told_at is null;
