"""Trains the action models that PoseStream ships, on real skeleton recordings."""
