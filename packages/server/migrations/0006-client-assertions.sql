-- The signed assertions by which clients proved themselves (RFC 7523), so that each is taken once, on whichever node.

create table client_assertions (
  client_id uuid not null,
  jti_hash text not null,            -- SHA-256 of the jti
  expires_at timestamptz not null,   -- after this the assertion is refused for its age, and the row can be deleted
  primary key (client_id, jti_hash)
);
create index client_assertions_by_expiry on client_assertions (expires_at);
