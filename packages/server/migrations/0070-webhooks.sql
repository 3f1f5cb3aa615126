-- Signatures of webhooks that were used: the same delivery is taken once.
create table webhook_deliveries (
  project uuid not null,
  membership_id uuid not null,            -- the Bot's membership: the address of the webhook
  mark text not null,                     -- SHA-256 of the signature
  expires_at timestamptz not null,        -- from when on the delivery is refused for its age
  primary key (project, membership_id, mark)
);
create index webhook_deliveries_by_expiry on webhook_deliveries (expires_at);
