SELECT r.id, r.product_id, r.customer_id, r.rating, r.title, r.body, r.created_at, r.disowned
FROM unnest($1) WITH ORDINALITY AS wanted (id, place)
CROSS JOIN LATERAL (
    SELECT *
    FROM reviews
    WHERE customer_id = wanted.id
    ORDER BY created_at DESC, id DESC
    LIMIT $2
) AS r
ORDER BY wanted.place, r.created_at DESC, r.id DESC
