"""What leaves the store: one shape of a fact, one set of formats, one data package, shared by every door."""
