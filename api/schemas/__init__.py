"""The JSON of every resource as msgspec types; the OpenAPI document is made from them."""
