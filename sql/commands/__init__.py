"""Commands that need no more than the store; each is imported when it is called."""
