-- What the person did not allow, so that the same request is not asked again.
alter table consents add column declined text not null default '';
