"""Composes training samples, test scenes and recordings of real motions."""
