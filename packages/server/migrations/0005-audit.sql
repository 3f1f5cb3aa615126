-- The audit: append-only, partitioned by month. An event's id is a UUID of version 7 whose time is `at`, so that an id
-- alone finds its partition.

create table audit_events (
  project uuid not null,
  at timestamptz not null,
  id uuid not null,
  kind text not null,          -- noun.past-tense, the closed union of domain/audit
  action text not null,        -- C R U D E
  outcome smallint not null,   -- 0 success, 4 minor, 8 serious, 12 major failure
  agent text,                  -- 'Practitioner/…', 'ClientApplication/…', 'User/…'; null when nobody was recognised
  app text,                    -- 'ClientApplication/…' that a person used, the second agent
  entity text,                 -- 'Observation/…' or a type
  patient text,                -- 'Patient/…', the entity, or one in whose compartment it is
  login_id uuid,
  event text not null,         -- the canonical event (RFC 8785), without personal fields but with their salted hash
  personal text,               -- the personal fields, sealed with the subject's key
  subject text,                -- whose key
  writer uuid not null,        -- the node that wrote it
  sequence bigint not null,    -- counts that writer's events; one that is not there was rolled back
  primary key (project, at, id)
) partition by range (at);

create table audit_events_rest partition of audit_events default;

create index audit_events_by_patient on audit_events (project, patient, at) where patient is not null;
create index audit_events_by_agent on audit_events (project, agent, at);
create index audit_events_by_app on audit_events (project, app, at) where app is not null;
create index audit_events_by_entity on audit_events (project, entity, at) where entity is not null;

-- The chain over what is committed: each link holds the hash of the one before it and of its event.
create table audit_chain (
  ordinal bigint primary key,
  at timestamptz not null,
  project uuid not null,
  event_id uuid not null,
  writer uuid not null,
  sequence bigint not null,
  event_hash text not null,
  previous_hash text not null,
  hash text not null,
  unique (writer, sequence)
);

-- One sealing key a subject, itself sealed. Deleting the row makes that subject's personal fields unreadable for good,
-- without touching the events or their chain.
create table audit_subject_keys (
  project uuid not null,
  subject text not null,
  sealed_key text not null,    -- context `audit-subject:<project>/<subject>`
  created_at timestamptz not null,
  primary key (project, subject)
);

create function audit_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the audit is append-only' using errcode = 'insufficient_privilege';
end
$$;

create trigger audit_events_append_only before update or delete on audit_events
  for each row execute function audit_is_append_only();
create trigger audit_events_no_truncate before truncate on audit_events
  for each statement execute function audit_is_append_only();
create trigger audit_events_rest_no_truncate before truncate on audit_events_rest
  for each statement execute function audit_is_append_only();
create trigger audit_chain_append_only before update or delete on audit_chain
  for each row execute function audit_is_append_only();
create trigger audit_chain_no_truncate before truncate on audit_chain
  for each statement execute function audit_is_append_only();

revoke update, delete, truncate on audit_events, audit_events_rest, audit_chain from public;
revoke update, delete, truncate on audit_events, audit_events_rest, audit_chain from current_user;
