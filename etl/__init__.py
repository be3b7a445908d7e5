"""Text in, facts out: reads documents, extracts figures, relates them and publishes releases."""
