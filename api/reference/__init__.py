"""The API reference at /docs: a page made from the OpenAPI document, with its own style and no script."""
