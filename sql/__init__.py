"""The ground: schema, views, queries, code lists, and the store that opens them."""
