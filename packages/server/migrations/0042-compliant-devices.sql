-- Whether a client is for people whose provider vouches for their device.
alter table clients add column needs_device boolean not null default false;
