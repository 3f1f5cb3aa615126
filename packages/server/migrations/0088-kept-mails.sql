-- In development, e-mails are kept in the server's inbox: no mail server has accepted them.
alter table outbox drop constraint outbox_state_check;
alter table outbox add check (state in ('waiting', 'accepted', 'kept', 'refused', 'expired'));
