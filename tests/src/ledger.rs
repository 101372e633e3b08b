//! What the databases say after a fault: orders, charges, stock, queues.
