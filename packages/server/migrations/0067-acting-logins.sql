-- Tokens with which a client acts for a person who proved it with a token of theirs (RFC 8693). They end with the person's login.
create table acting_logins (
  id uuid primary key,                    -- the login_id of the token
  project uuid not null,
  client_id uuid not null,
  actor_scope text not null,              -- of the client's own token
  subject_login_id uuid not null,         -- of the person's token, without a foreign key: its end is looked at on each use
  subject_scope text not null,
  scope text not null,                    -- what was asked for: narrows both
  issued_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index acting_logins_by_expiry on acting_logins (expires_at);
