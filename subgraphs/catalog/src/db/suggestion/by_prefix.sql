SELECT p.id, p.category_id, p.handle, p.title, p.description, p.vendor, p.status, p.currency_code,
  p.min_price, p.max_price, p.published_at, p.updated_at
FROM (
    SELECT t.product_id, min(t.word) AS word
    FROM suggestion_terms t
    WHERE t.term LIKE $1
    GROUP BY t.product_id
) AS found
JOIN products p ON p.id = found.product_id
WHERE p.status = 'PUBLISHED'
ORDER BY found.word, p.title, p.id
LIMIT $2
