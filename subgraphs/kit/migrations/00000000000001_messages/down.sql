DROP TABLE dead_letter;
DROP TABLE bus_queue;
DROP TABLE inbox;
DROP TABLE outbox;
