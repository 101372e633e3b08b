DELETE FROM reservations
WHERE checkout_id IN (
    SELECT checkout_id
    FROM reservations
    WHERE state IN ('RELEASED', 'EXPIRED', 'REJECTED')
      AND updated_at < $1
    LIMIT $2
)
