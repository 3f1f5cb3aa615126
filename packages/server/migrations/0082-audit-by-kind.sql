-- What happens rarely is found without reading what happens all the time: refusals, and all kinds but the three of which most
-- events are. Those three pay nothing for it; `domain/audit` names them, too.
create index audit_events_refused on audit_events (project, outcome, at) where outcome <> 0;
create index audit_events_by_kind on audit_events (project, kind, at)
  where kind not in ('fhir.read', 'fhir.search', 'token.issued');
