-- Codes that staff give to a patient: with one, the patient's account opens their record. One works at a time per patient.
create table activation_codes (
  id uuid primary key,
  project uuid not null,
  patient text not null,                  -- the id of the Patient
  public_part text not null unique,       -- finds the code, and proves nothing
  secret_hash text not null,              -- keyed
  key_version text not null,
  access_policy text not null,            -- of the membership that it makes
  made_by text not null,                  -- the profile of the member of staff
  made_at timestamptz not null,
  expires_at timestamptz not null,
  wrong_secrets integer not null default 0,
  used_at timestamptz,
  used_by uuid,                           -- the account, without a foreign key: the record outlives it
  ended_at timestamptz                    -- a newer code took its place
);
create index activation_codes_by_patient on activation_codes (project, patient) where used_at is null and ended_at is null;
create index activation_codes_by_expiry on activation_codes (expires_at);
