-- SMART App Launch: what a login's resource scopes leave of the policy, and the patient that they are about.

alter table logins
  add column limited boolean not null default false, -- resource scopes were asked for: the policy alone never holds, whatever the scope was narrowed to
  add column patient text;                           -- `Patient/id`, chosen by a person who is not that patient
