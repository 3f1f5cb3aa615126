-- Of a person's profiles the type that their provider's claims chose at their last sign-in; null: any that the provider may.
alter table identities add column profile_type text;
