-- E-mails that wait for the mail server, and what became of those that it took.
create table outbox (
  id uuid primary key,
  project uuid not null,                  -- whose administrators see it: the server's own for e-mails about accounts
  kind text not null,                     -- which e-mail it is, such as `invite`
  about text,                             -- what it is about, such as `ProjectMembership/…`
  state text not null check (state in ('waiting', 'accepted', 'refused', 'expired')),
  is_decoy boolean not null default false, -- for an address without an account: it is never sent
  sealed_to text not null,                -- the address, with the context `outbox-to:<id>`
  sealed_body text,                       -- with the context `outbox-body:<id>`; null once it was sent or has expired
  attempts integer not null,
  problem text,                           -- why the last attempt failed
  created_at timestamptz not null,
  due_at timestamptz not null,            -- of the next attempt
  expires_at timestamptz not null,        -- later it is of no use
  settled_at timestamptz                  -- when it was accepted, refused or had expired
);
create index outbox_by_due on outbox (due_at) where state = 'waiting';
create index outbox_by_expiry on outbox (expires_at) where sealed_body is not null;
create index outbox_of_project on outbox (project, created_at desc);
create index outbox_by_age on outbox (settled_at) where settled_at is not null;
