-- Challenges of the bot check that were solved: none counts twice.
create table spent_challenges (
  hash text primary key,
  expires_at timestamptz not null
);
create index spent_challenges_by_time on spent_challenges (expires_at);
