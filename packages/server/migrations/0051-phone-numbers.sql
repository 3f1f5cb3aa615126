-- Codes by text message as a second factor.

-- A factor of the kind `sms` has its number as `sealed_secret`, and the time when it last got a code that was used.
alter table factors drop constraint factors_kind_check;
alter table factors add constraint factors_kind_check check (kind in ('totp', 'email', 'sms'));
create unique index factors_sms on factors (user_id) where kind = 'sms';

alter table mailed_codes
  add column channel text not null default 'email' check (channel in ('email', 'sms', 'number')),
  add column sealed_number text;        -- of a number that is being added, sealed with the context `new-number:<asked_by>`
