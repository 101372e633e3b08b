-- Half of what was typed must be there: less is no misspelling but another word.
SELECT p.id, p.category_id, p.handle, p.title, p.description, p.vendor, p.status, p.currency_code,
  p.min_price, p.max_price, p.published_at, p.updated_at
FROM products p
CROSS JOIN LATERAL (SELECT count(*) AS shared FROM unnest(p.trigrams) t WHERE t = ANY($1::text[])) AS likeness
WHERE p.status = 'PUBLISHED'
  AND p.trigrams && $1
  AND likeness.shared * 2 >= cardinality($1)
ORDER BY likeness.shared DESC, p.title, p.id
LIMIT $2
