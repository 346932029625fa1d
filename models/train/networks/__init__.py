"""The networks: what each takes of a clip, and what it answers."""
