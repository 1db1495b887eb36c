"""Whether anybody, by any route and any id, can see or touch what belongs to another organization."""
