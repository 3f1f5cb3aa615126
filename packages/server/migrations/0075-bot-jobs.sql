-- Calls of Bots that are answered later, and what became of them. Each is run by one node at a time.
create table bot_jobs (
  id uuid primary key,
  project uuid not null,
  bot_id uuid not null,
  state text not null check (state in ('waiting', 'done')),
  membership_id uuid,                     -- who may ask about it: null if nobody signed in
  client_id uuid,                         -- through which client
  acted_for uuid,                         -- the membership for which that client acted
  sealed_request text,                    -- with the context `bot-job:<id>`; null once it has ended
  sealed_result text,                     -- with the context `bot-job-result:<id>`
  attempts integer not null,
  asked_at timestamptz not null,
  due_at timestamptz not null,            -- of the next attempt; of one under way: when another node may take it
  settled_at timestamptz                  -- when it ended: a day later it is forgotten
);
create index bot_jobs_by_due on bot_jobs (due_at) where state = 'waiting';
create index bot_jobs_of_project on bot_jobs (project) where state = 'waiting';
create index bot_jobs_by_age on bot_jobs (settled_at) where settled_at is not null;
