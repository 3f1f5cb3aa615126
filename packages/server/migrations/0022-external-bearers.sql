-- A provider's access token that is taken as Bearer signs in once: its login is found by it from then on, ended or not.

create table external_bearers (
  token_hash text primary key,     -- SHA-256 of the token: it signs in once, wherever it comes
  login_id uuid not null,          -- no reference: where the login is gone the token is refused, and signs nobody in anew
  issuer_project uuid,             -- the project at whose address it came first; null for the server's own
  expires_at timestamptz not null  -- until then the provider's token might be believed
);
create index external_bearers_by_expiry on external_bearers (expires_at);

-- Where somebody has a place, when the request names no project.
create index identities_by_subject on identities (issuer, subject);
create index memberships_by_external_id_anywhere on memberships (external_id) where external_id is not null;
create index memberships_by_profile_anywhere on memberships (profile);
