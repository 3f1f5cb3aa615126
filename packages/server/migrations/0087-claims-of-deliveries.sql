-- Which attempt took the signature: where no code ran after it, that one gives it back, and no other.
alter table webhook_deliveries add column claim uuid;  -- null: taken before there were claims
