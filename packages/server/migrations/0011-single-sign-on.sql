-- Single sign-on: the root in a browser, its limits, and what each app's login keeps of the sign-in it hangs on.

alter table login_roots
  add column handle_hash text,          -- the browser's root cookie, new at each proof; null where an app signed in by itself
  add column browser_hash text,         -- the browser it is in
  add column last_used_at timestamptz,  -- at most a minute old while it is in use; null: not since it was proven
  add column idle_seconds integer,      -- the strictest limits of the projects that it was used in; null: in none yet
  add column overall_seconds integer;
create unique index login_roots_by_handle on login_roots (handle_hash) where handle_hash is not null;
create index login_roots_by_browser on login_roots (browser_hash) where browser_hash is not null;

alter table logins
  add column authenticated_at timestamptz,                -- when the person had been proven; null: as the root says
  add column factors text[],
  add column ask_consent boolean not null default false,  -- consent is asked for, whatever was allowed before
  add column response_mode text;                          -- how the hosted pages give the answer; null: query
