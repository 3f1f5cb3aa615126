-- What a provider signed and somebody brought here, and the logins that came of it: once one of them was revoked, what
-- was signed proves nobody any more, however the token is written and for whatever it is presented.

create table presented_tokens (
  signed_hash text not null,       -- SHA-256 of the token without its signature, whose text can be written otherwise; of an opaque one, of all of it
  login_id uuid not null,          -- no reference: kept until what was signed is forgotten
  expires_at timestamptz not null, -- until then the provider's token might be believed
  primary key (signed_hash, login_id)
);
create index presented_tokens_by_login on presented_tokens (login_id);
create index presented_tokens_by_expiry on presented_tokens (expires_at);
