-- What this server signs with where it authenticates to an identity provider by private_key_jwt: a key for each provider,
-- made when it is first needed.
create table assertion_keys (
  provider_key text primary key references providers on delete cascade,
  kid text not null,
  public_jwk jsonb not null,
  sealed_private_key text not null,  -- PKCS #8, sealed with the context `assertion-key:<provider_key>`
  created_at timestamptz not null
);
