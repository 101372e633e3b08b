DROP TABLE sandbox_charges;
