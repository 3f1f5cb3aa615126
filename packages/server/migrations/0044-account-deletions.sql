-- Accounts that their owners want to be deleted. Until it is due, they can keep it.
create table account_deletions (
  user_id uuid primary key references users on delete cascade,
  asked_at timestamptz not null,
  due_at timestamptz not null,
  language text not null,               -- of the e-mails about it
  issuer_project uuid                   -- the project at whose address they asked; null: the server's
);
create index account_deletions_by_due on account_deletions (due_at);
