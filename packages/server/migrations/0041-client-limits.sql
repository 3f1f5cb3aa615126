-- FHIR requests in a window that all callers of one client may make together; null: no limit of its own.
alter table clients add column fhir_request_limit integer;
