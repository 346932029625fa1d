"""What networks learn from: labelled motions and the clips made of them."""
