-- A provider that was moved out of a client or domain: its key from before. At that key's addresses (callback, keys) the
-- provider is still served, until an administrator confirms the new ones; then it is null.
alter table providers add column moved_from text;
create unique index providers_by_moved_from on providers (moved_from) where moved_from is not null;
