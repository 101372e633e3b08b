INSERT INTO stocked_variants (variant_id, product_id, withdrawn, as_of)
SELECT v, $2, $3, $4
FROM unnest($1::uuid[]) AS v
ORDER BY v
ON CONFLICT (variant_id) DO UPDATE
SET product_id = excluded.product_id, withdrawn = excluded.withdrawn, as_of = excluded.as_of
WHERE stocked_variants.as_of < excluded.as_of
