DROP TABLE stock_levels, stocked_variants;
