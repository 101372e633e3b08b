DROP TABLE reservation_lines, reservations;
