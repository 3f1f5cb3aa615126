-- Sign-ins by e-mail that have begun: a row for each, whether the address has an account or not. The e-mail has a code for
-- the browser that began it, and a link.
create table mailed_sign_ins (
  id uuid primary key,
  user_id uuid,                           -- null: nobody with this address may sign in like this
  browser_hash text not null,             -- only this browser is signed in
  issuer_project uuid,                    -- the address at which it began; null: the server's own
  code_hash text not null,                -- keyed; the hashed text names the id too
  link_hash text not null,                -- likewise, of the secret in the link
  key_version text not null,
  sealed text not null,                   -- what the app asked for, the typed address and the code, with the context `mailed-sign-in:<id>`
  expires_at timestamptz not null,
  tries integer not null default 0,       -- codes that were typed
  used_at timestamptz
);
create index mailed_sign_ins_by_expiry on mailed_sign_ins (expires_at);
