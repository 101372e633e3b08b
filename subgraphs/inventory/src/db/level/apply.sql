UPDATE stock_levels l
SET available = l.available + m.available,
    reserved = l.reserved + m.reserved,
    sold = l.sold + m.sold
FROM unnest($1::uuid[], $2::text[], $3::integer[], $4::integer[], $5::integer[])
    AS m (variant_id, location, available, reserved, sold)
WHERE l.variant_id = m.variant_id
  AND l.location = m.location
  AND l.available + m.available >= 0
  AND l.reserved + m.reserved >= 0
  AND l.sold + m.sold >= 0
