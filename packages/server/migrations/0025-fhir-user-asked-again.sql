-- `fhirUser` now opens one's own profile to an app that is limited by scopes. People who allowed it before were told that
-- the app sees their name and role: they are asked again, and until then such apps go on without it.
update consents
set scope = array_to_string(array_remove(string_to_array(scope, ' '), 'fhirUser'), ' ')
where limited and 'fhirUser' = any(string_to_array(scope, ' '));

update logins
set scope = array_to_string(array_remove(string_to_array(scope, ' '), 'fhirUser'), ' ')
where limited and client_id is not null and 'fhirUser' = any(string_to_array(scope, ' '));
