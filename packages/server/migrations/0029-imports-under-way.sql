-- Imports under way: one of a project at a time, on whatever node. A node that dies leaves its import to end by itself.
create table imports_under_way (
  project uuid primary key,
  run uuid not null,
  held_until timestamptz not null
);
