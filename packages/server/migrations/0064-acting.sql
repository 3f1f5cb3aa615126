-- That a client acted for a member, or that the member ended it. Both people and clients see it on their own pages.
create table acting (
  project uuid not null,
  membership_id uuid not null,            -- of the person
  client_id uuid not null,
  how text not null,                      -- of the last time: asserted or proven
  acted_at timestamptz,                   -- to the hour; null if the client never acted
  ended_at timestamptz,                   -- the person ended it: the client may not act for them
  primary key (project, membership_id, client_id)
);
create index acting_by_client on acting (project, client_id);
