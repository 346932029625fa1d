"""Makes bundles of trained networks."""
