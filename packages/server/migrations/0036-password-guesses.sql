-- Wrong passwords in a row: a row for each address that was tried, whether it has an account or not, and one for each
-- network from which it was tried. Both are keyed hashes; the row of the address itself has an empty network.
create table password_guesses (
  account_hash text not null,
  network_hash text not null,
  failures integer not null,
  failed_at timestamptz not null,
  primary key (account_hash, network_hash)
);
comment on column password_guesses.failures is 'hashed wrong passwords since the last right one, from anywhere or from this network';
create index password_guesses_by_time on password_guesses (failed_at);
