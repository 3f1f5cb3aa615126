-- People who were brought from another system (POST /admin/projects/:id/import-users).

-- Which line of an import became whom: the same line sent again makes nobody.
create table imported_people (
  project uuid not null,
  source_key text not null,     -- 'id:…', 'external:…', 'identity:…' or 'email:…': what the line is known by
  user_id uuid not null,
  membership_id uuid not null,
  line_hash text not null,      -- keyed hash of what the line said, to tell one that says something else now
  key_version text not null,
  primary key (project, source_key)
);

-- Passwords hashed by the system that somebody came from, until their first sign-in. A password of ours in `users` wins.
create table imported_passwords (
  user_id uuid primary key,
  project uuid not null,
  scheme text not null,         -- JSON: the algorithm and all that decides what it costs
  salt text not null,           -- base64url
  password_hash text not null,  -- argon2id of the peppered output of that algorithm, which itself is not kept
  key_version text not null     -- the version of the pepper
);
create index imported_passwords_by_scheme on imported_passwords (project, scheme);
