-- When the account left the project that imported it, without anything that was added there before.
alter table imported_people add column left_at timestamptz;
