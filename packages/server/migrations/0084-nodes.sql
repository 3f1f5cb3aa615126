-- The nodes of this server: each writes its row at its start and every minute, and takes it away when it is stopped.
create table nodes (
  id uuid primary key,              -- of this start of the node
  host text not null,               -- as its machine is called
  version text not null,
  started_at timestamptz not null,
  seen_at timestamptz not null,     -- when it last wrote
  state jsonb not null              -- what it tells of itself: memory, counts, upkeep jobs
);
create index nodes_by_seen on nodes (seen_at);
