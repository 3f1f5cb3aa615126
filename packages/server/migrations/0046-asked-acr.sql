-- The assurance that an app asked a sign-in for, and whether it gets nothing without it. Null: it asked for none.
alter table logins
  add column asked_acr text,
  add column acr_essential boolean not null default false;
