DROP TABLE dependency; DROP TABLE effect;
