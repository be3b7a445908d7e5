"""Text in, facts out: reads documents, extracts figures, relates them and publishes releases."""

from etl.native import install

install()
