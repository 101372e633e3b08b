SELECT asked.variant_id, s.product_id,
  CASE WHEN s.withdrawn THEN 0 ELSE coalesce(l.available, 0) END AS available
FROM unnest($1::uuid[]) AS asked (variant_id)
LEFT JOIN stocked_variants s ON s.variant_id = asked.variant_id
LEFT JOIN LATERAL (
    SELECT sum(available) AS available FROM stock_levels WHERE variant_id = asked.variant_id
) AS l ON true
ORDER BY asked.variant_id
