"""Trains networks, from clips drawn as the run goes or beforehand."""
