"""Scripts that write generated lexicons; they run only where the `data` group is installed."""
