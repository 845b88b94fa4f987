-- Deliveries come into being in one place, which knows how many they are.
DROP TRIGGER delivery_is_counted ON delivery;
DROP FUNCTION delivery_is_counted ();
