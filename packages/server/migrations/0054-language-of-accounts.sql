-- The language of the e-mails to a person: the one in which they signed in, as a tag of BCP 47.
alter table users add column language text;
