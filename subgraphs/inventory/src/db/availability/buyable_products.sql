SELECT DISTINCT s.product_id
FROM stocked_variants s
JOIN stock_levels l ON l.variant_id = s.variant_id
WHERE s.product_id = ANY($1)
  AND NOT s.withdrawn
  AND l.available > 0
