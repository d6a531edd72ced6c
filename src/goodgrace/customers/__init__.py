"""Who the customers are: what they told us, what they need, and what they mean to us; kept under a key of their own."""
