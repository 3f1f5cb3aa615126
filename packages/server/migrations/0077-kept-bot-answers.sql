-- The answers that a project keeps, which have a bound.
create index bot_jobs_answered on bot_jobs (project) where sealed_result is not null;
