-- Changes of machines that wait for an administrator's approval, and what became of them.
create table pending_changes (
  id uuid primary key,
  project uuid not null,
  client_id uuid not null,                -- the machine that asked
  state text not null check (state in ('waiting', 'approved', 'done', 'refused', 'failed')),
  digest text not null,                   -- of the change that administrators are shown: nothing else is approved
  sealed text not null,                   -- the request, and the change before and after
  told boolean not null,                  -- administrators were sent an e-mail for it
  created_at timestamptz not null,
  expires_at timestamptz not null,
  decided_at timestamptz,
  decided_by uuid,                        -- the administrator's account
  answer text                             -- sealed: how the change was answered, for the machine, for a day
);
create index pending_changes_of_project on pending_changes (project, state, created_at);
create index pending_changes_by_age on pending_changes (created_at);
