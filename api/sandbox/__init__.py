"""Ad-hoc SQL apart from everything else: processes with limits, one SELECT at a time, killed when late."""
