-- The limits of a project hold for the logins in it, and for no others: they stand on the login, no longer on its root.

alter table logins
  add column idle_seconds integer,      -- null: an earlier release made it, and its root's hold
  add column overall_seconds integer,   -- counted from when the person was last proven
  add column idle_from timestamptz,     -- when anything of its project was last used by this sign-in, at most a minute old
  add column max_age_seconds integer;   -- how old the proof may be when the code is given; null: the app did not say
comment on column login_roots.idle_seconds is 'The server''s own, whatever projects say; null: made by an earlier release';
comment on column login_roots.overall_seconds is 'Of no use any more';
