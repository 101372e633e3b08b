UPDATE products
SET search = setweight(to_tsvector('english', $2), 'A')
          || setweight(to_tsvector('english', $3), 'B')
          || setweight(to_tsvector('english', $4), 'C'),
    trigrams = $5
WHERE id = $1
